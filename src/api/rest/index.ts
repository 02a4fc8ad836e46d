import type { SignInParts } from '../../commands/sign-in-parts.js'
import type { Cookies } from '../../services/cookies.js'
import { chat33Routes } from './chat33.js'
import { friendRoutes } from './friend.js'
import { roomRoutes } from './room.js'
import type { Route } from './route.js'
import { sessionRoutes } from './session.js'
import { userRoutes } from './user.js'

/** Every path of the API. */
export const restRoutes = (parts: SignInParts, cookies: Cookies): readonly Route[] => [
  ...sessionRoutes(parts, cookies),
  ...userRoutes(parts.sealing),
  ...roomRoutes,
  ...friendRoutes,
  ...chat33Routes(parts),
]
