import type { AnyProjection } from './apply.js'
import { applications } from './applications.js'
import { conversations } from './conversations.js'
import { friends } from './friends.js'
import { groups } from './groups.js'
import { members } from './members.js'
import { messages } from './messages.js'
import { pending } from './pending.js'
import { readers } from './readers.js'
import { reports } from './reports.js'
import { requests } from './requests.js'
import { rooms } from './rooms.js'
import { sessions } from './sessions.js'
import { users } from './users.js'

/** Every read model. */
export const projections = [
  users,
  sessions,
  friends,
  rooms,
  members,
  groups,
  conversations,
  messages,
  readers,
  applications,
  reports,
  pending,
  requests,
] as unknown as readonly AnyProjection[]
