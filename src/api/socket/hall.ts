import type { Core } from '../../commands/context.js'
import { mustBeSignedIn } from '../../commands/perform.js'
import type { Id } from '../../domain/ids.js'
import type { Logger } from '../../services/logger.js'
import type { StatusEncoding } from '../group-wire.js'
import type { RateLimit } from '../rate-limit.js'
import type { Audience } from './audience.js'
import type { Connection } from './connection.js'
import type { Heartbeat } from './heartbeat.js'
import type { Measures } from './measures.js'
import type { OnlineCounts } from './online-counts.js'
import type { Outbox } from './outbox.js'
import type { Profiles } from './profiles.js'
import type { Runs } from './runs.js'

/** What everything about sockets shares in one process. */
export interface Hall {
  readonly core: Core
  readonly log: Logger
  readonly audience: Audience
  readonly outbox: Outbox
  readonly profiles: Profiles
  readonly counts: OnlineCounts
  readonly runs: Runs
  readonly heartbeat: Heartbeat
  readonly rateLimit: RateLimit
  readonly measures: Measures
  readonly statusEncoding: StatusEncoding
}

/** Position up to which everything was pushed; before the first push, where the read models stand. */
export const pushedUpTo = ({ audience, core }: Hall): number => audience.position ?? core.models.position

/** Queues a frame for all sockets of these users, each once. */
export const sendTo = ({ audience }: Hall, users: Iterable<Id>, frame: Buffer): void => {
  for (const user of new Set(users)) for (const connection of audience.connectionsOf(user)) connection.send(frame)
}

/** Whether any of these users has a socket. */
export const anyOnline = ({ audience }: Hall, users: Iterable<Id>): boolean => {
  for (const user of users) if (audience.connectionsOf(user).length > 0) return true
  return false
}

/** Rejects with `signed-out` or `taken-over` for who has lost his session: his socket is closed a moment later (G6). */
export const mustBeLive = ({ core }: Hall, { parts: { person } }: Connection): Promise<void> =>
  core.kernel.ask((facts) => mustBeSignedIn(person, facts))
