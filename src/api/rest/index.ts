import type { SignInParts } from '../../commands/sign-in-parts.js'
import type { Cookies } from '../../services/cookies.js'
import type { StatusEncoding } from '../group-wire.js'
import { chat33Routes } from './chat33.js'
import { friendRoutes } from './friend.js'
import { groupRoutes } from './group.js'
import { moderationRoutes } from './moderation.js'
import { removalRoutes } from './removal.js'
import { roomMemberRoutes } from './room-members.js'
import { roomRoutes } from './room.js'
import type { Route } from './route.js'
import { sessionRoutes } from './session.js'
import { userRoutes } from './user.js'

/** Every path of the API. */
export const restRoutes = (
  parts: SignInParts,
  cookies: Cookies,
  statusEncoding: StatusEncoding = 'seed',
): readonly Route[] => [
  ...sessionRoutes(parts, cookies),
  ...userRoutes(parts.sealing),
  ...groupRoutes(parts.sealing, statusEncoding),
  ...moderationRoutes,
  ...removalRoutes,
  ...roomRoutes,
  ...roomMemberRoutes,
  ...friendRoutes,
  ...chat33Routes(parts),
]
