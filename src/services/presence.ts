import type { ConversationId, Id } from '../domain/ids.js'

/** Countable messages written to a socket, by ordinal, ends included. */
export interface Run {
  readonly from: number
  readonly to: number
}

/** Runs by conversation, in order of `from`. */
export const runsInOrder = (all: Iterable<readonly [ConversationId, Run]>): Map<ConversationId, Run[]> => {
  const runs = new Map<ConversationId, Run[]>()
  for (const [conversation, run] of all) {
    const known = runs.get(conversation)
    if (known) known.push(run)
    else runs.set(conversation, [run])
  }
  for (const list of runs.values()) list.sort((one, other) => one.from - other.from)
  return runs
}

/** Who has entered a chat room, each once however many sockets he has there. */
export interface Occupants {
  readonly users: ReadonlySet<Id>
  readonly visitors: ReadonlySet<string>
}

/** Who is connected: in this process as of now, in others as `shared-presence.ts` has heard it. */
export interface Presence {
  /** Members of this room with an open socket. */
  onlineIn(room: Id): ReadonlySet<Id>
  /** Who is in this chat room; nobody in one that is unknown or closed. */
  inGroup(group: Id): Occupants
  /** Whether a visitor of this id has an open socket. */
  isVisiting(visitor: string): boolean
  /** How many open sockets this session has in this process. */
  socketsOf(user: Id, session: Id): number
  /** What the sockets of a user were sent and `readers` does not know yet: runs in order of `from`. */
  runsOf(user: Id): ReadonlyMap<ConversationId, readonly Run[]>
}

/** A socket, for other processes to know of, in plain JSON. */
export interface Attendee {
  readonly kind: 'user' | 'visitor'
  readonly id: string
  /** The rooms that it hears, and the chat rooms that it has entered. */
  readonly places: readonly ConversationId[]
  /** Ordinal of the first countable message written to it, by conversation: all that came since was, too. */
  readonly heard: Readonly<Record<ConversationId, number>>
}

/** Told of a socket, by its id, each time it may have changed; `attendee` says how it is then, and undefined once it has ended. */
export type Moved = (socket: string, attendee: () => Attendee | undefined) => void

export const nobody: Presence = {
  onlineIn: () => new Set(),
  inGroup: () => ({ users: new Set(), visitors: new Set() }),
  isVisiting: () => false,
  socketsOf: () => 0,
  runsOf: () => new Map(),
}

/** As it is when it is asked: it is needed before there are sockets. */
export const lateBound = (presence: () => Presence): Presence => ({
  onlineIn: (room) => presence().onlineIn(room),
  inGroup: (group) => presence().inGroup(group),
  isVisiting: (visitor) => presence().isVisiting(visitor),
  socketsOf: (user, session) => presence().socketsOf(user, session),
  runsOf: (user) => presence().runsOf(user),
})
