import type { Decision, Is } from './decision.js'
import type { ConversationId, Id } from './ids.js'

export const streamOf = (conversation: ConversationId): string => `readers-${conversation}`

/** Raises the cursor of each of `users` to `to` where it is at least `from − 1`; never lowers one (`DESIGN.md 3`, Unread). */
export interface Move {
  readonly from: number
  readonly to: number
  readonly users: readonly Id[]
}

export type ReaderEvent = Is<'ReadersMoved', { readonly conversation: ConversationId; readonly moves: readonly Move[] }>

/** Nothing is asked of this stream's past: cursors are read from the read model. */
export type Readers = Record<string, never>
export const initial = (): Readers => ({})
export const evolve = (readers: Readers): Readers => readers
export const tail = true

/** A cursor after a run of messages was read. */
export const raise = (cursor: number, { from, to }: Pick<Move, 'from' | 'to'>): number =>
  cursor >= from - 1 ? Math.max(cursor, to) : cursor

export const move =
  (conversation: ConversationId, moves: readonly Move[]): Decision<ReaderEvent, Readers> =>
  () =>
    moves.length === 0 ? [] : [{ type: 'ReadersMoved', data: { conversation, moves } }]
