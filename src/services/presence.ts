import type { ConversationId, Id } from '../domain/ids.js'

/** Countable messages written to a socket, by ordinal, ends included. */
export interface Run {
  readonly from: number
  readonly to: number
}

/** Who has entered a chat room, each once however many sockets he has there. */
export interface Occupants {
  readonly users: ReadonlySet<Id>
  readonly visitors: ReadonlySet<string>
}

/** Who is connected. */
export interface Presence {
  /** Members of this room with an open socket, each counted once. */
  onlineIn(room: Id): Promise<number>
  /** Who is in this chat room; nobody in one that is unknown or closed. */
  inGroup(group: Id): Promise<Occupants>
  /** Whether a visitor of this id has an open socket. */
  isVisiting(visitor: string): Promise<boolean>
  /** Whether this session has an open socket. */
  isConnected(user: Id, session: Id): Promise<boolean>
  /** What this process's sockets of a user were sent and `readers` does not know yet: runs in order of `from`. */
  runsOf(user: Id): ReadonlyMap<ConversationId, readonly Run[]>
}
