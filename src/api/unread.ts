import type { Context } from '../commands/context.js'
import type { ConversationId, Id } from '../domain/ids.js'
import { raise } from '../domain/reader.js'
import type { ConversationDocument } from '../projections/conversations.js'
import { conversations } from '../projections/conversations.js'
import type { MessageDocument } from '../projections/messages.js'
import { messages } from '../projections/messages.js'
import { readerKey, readers } from '../projections/readers.js'
import { asOf, newest } from './readable.js'

export interface Unread {
  readonly conversation: ConversationId
  readonly number: number
  /** The newest message that this user may read. */
  readonly last: MessageDocument
}

/** last ordinal − cursor − what was removed behind the cursor (`DESIGN.md 3`). */
const count = async (
  context: Context,
  { conversation, lastOrdinal, lastRemoved }: ConversationDocument,
  cursor: number,
): Promise<number> => {
  const number = Math.max(0, lastOrdinal - cursor)
  if (number === 0 || lastRemoved <= cursor) return number
  const behind = { least: cursor + 1, most: lastOrdinal }
  const gone = await context.models.count(messages, { index: 'byGone', equals: [conversation], ...behind })
  return number - gone
}

/** How far he has read them. His cursors include what this process has not stored yet. */
const cursorsOf = async ({ models, presence }: Context, user: Id, those: readonly ConversationId[]) => {
  const runs = presence.runsOf(user)
  const stored = await models.get(
    readers,
    those.map((conversation) => readerKey(conversation, user)),
  )
  return those.map((conversation, at) => (runs.get(conversation) ?? []).reduce(raise, stored[at]?.cursor ?? 0))
}

/** The conversations of these in which the user has unread messages (`behaviour.md 4.7`), up to the position of the read models. */
export const unreadOf = async (
  context: Context,
  user: Id,
  those: readonly ConversationId[],
): Promise<readonly Unread[]> => {
  const { models } = context
  const { position } = models
  const [states, cursors] = await Promise.all([models.get(conversations, those), cursorsOf(context, user, those)])
  const numbers = await Promise.all(
    states.map(async (state, at) => (state ? count(context, await asOf(models, state, position), cursors[at]!) : 0)),
  )
  const behind = states.flatMap((state, at) => (state && numbers[at]! > 0 ? [{ state, number: numbers[at]! }] : []))
  const unread = behind.map(({ state }) => state)
  const last = await newest(models, user, unread, position)
  return behind.flatMap(({ state: { conversation }, number }, at) =>
    last[at] ? [{ conversation, number, last: last[at] }] : [],
  )
}
