import type { Time } from '../domain/decision.js'
import type { Id } from '../domain/ids.js'
import type { Models } from '../projections/models.js'
import type { Presence } from '../services/presence.js'
import type { SessionSockets } from '../services/session-sockets.js'
import type { EventStore } from '../stores/event-store.js'
import type { SharedState } from '../stores/shared-state.js'
import type { Facts, Kernel } from './handle.js'

/** Why a session is not live any more, as it is told to who presents it. */
export type Ended = 'signed-out' | 'taken-over'

/** Who asks. A visitor's id is his FZM-UUID. */
export type Who =
  | { readonly kind: 'user'; readonly id: Id; readonly session: Id }
  | { readonly kind: 'visitor'; readonly id: string }
  | { readonly kind: 'operator' }
  | { readonly kind: 'server' }

/** The server's time and ids: `now` never goes back, and no id's time part lies above it. */
export interface Clock {
  /** ms since 1970, with what an operator added. */
  now(): Time
  /** A new id, above `after` if given. */
  nextId(after?: Id): Id
  /** Goes on above this time (of an event that another process, or an earlier life, has written). */
  raise(at: Time): void
}

/** What the rules must know of the settings. */
export interface Limits {
  readonly maxRoomMembers: number
}

/** The other processes that serve the same log. */
export interface Others {
  /** What this process is known by among them, for its life. */
  readonly self: string
  /** What all that serve at this moment are known by, this one included. */
  serving(): Promise<ReadonlySet<string>>
  /** Resolves when none of them decides or shows anything that does not know of the log up to here. */
  passed(position: number): Promise<void>
}

/** What one process has one of. */
export interface Core {
  readonly kernel: Kernel
  readonly models: Models
  /** For what is read from the log at its address. */
  readonly events: Pick<EventStore, 'read'>
  readonly clock: Clock
  readonly shared: SharedState
  readonly presence: Presence
  readonly sessionSockets: SessionSockets
  readonly others: Others
  readonly limits: Limits
}

/** One request or frame. */
export interface Context extends Core {
  readonly who: Who
  /** Id of the request, for logs and metadata. */
  readonly request: string
  /** Its Idempotency-Key. */
  readonly key?: string
  /** Whether who asks is still signed in, else why not; asked again when a command's turn comes (G6). */
  readonly live: (facts: Facts) => true | Ended
  /** The newest log position of what this request did; the reply waits for it and names it. */
  readonly effect: { position: number }
}
