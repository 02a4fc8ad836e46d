/** Decimal string below 2^53: 41 bits of ms since 2024, 4 bits of node, 8 bits of a counter. Greater number = younger. */
export type Id = string

/** `room_<id>`, `friend_<a>_<b>` (smaller id first) or `group_<id>`. */
export type ConversationId = string

const EPOCH = Date.UTC(2024, 0, 1)
const PER_MS = 4096

export const isId = (text: string): boolean =>
  /^(0|[1-9]\d{0,15})$/.test(text) && Number(text) <= Number.MAX_SAFE_INTEGER

/** The moment (ms) that an id was made, or the first possible id of a moment as a number. */
export const timeOfId = (id: Id): number => Math.floor(Number(id) / PER_MS) + EPOCH
export const firstIdAt = (ms: number): number => Math.max(0, ms - EPOCH) * PER_MS

/**
 * What makes ids from a clock: strictly increasing, and above `after` if given. The time part goes ahead of the clock only where it must:
 * beyond 256 ids in one ms, or above an `after` that somebody else has made.
 */
export const idGenerator = (node: number, now: () => number) => {
  let ms = 0
  let counter = 0
  const made = (): number => ms * PER_MS + node * 256 + counter
  return (after: Id = '0'): Id => {
    const time = now() - EPOCH
    counter = time > ms ? 0 : counter + 1
    ms = Math.max(ms, time)
    if (counter > 255 || made() <= Number(after)) {
      ms = Math.max(ms, Math.floor(Number(after) / PER_MS)) + 1
      counter = 0
    }
    return String(made())
  }
}

/** Both ids with the smaller number first: a pair of users. */
export const pairOf = (one: Id, other: Id): readonly [Id, Id] =>
  Number(one) < Number(other) ? [one, other] : [other, one]

export const roomConversation = (room: Id): ConversationId => `room_${room}`
export const groupConversation = (group: Id): ConversationId => `group_${group}`
export const friendConversation = (one: Id, other: Id): ConversationId => `friend_${pairOf(one, other).join('_')}`

export const isOfGroup = (conversation: ConversationId): boolean => conversation.startsWith('group_')

export type Place =
  | { readonly kind: 'room'; readonly room: Id }
  | { readonly kind: 'group'; readonly group: Id }
  | { readonly kind: 'friend'; readonly users: readonly [Id, Id] }

/** What a conversation's id says. */
export const placeOf = (conversation: ConversationId): Place => {
  const [kind, first = '', second = ''] = conversation.split('_')
  if (kind === 'room') return { kind, room: first }
  return kind === 'group' ? { kind, group: first } : { kind: 'friend', users: [first, second] }
}
