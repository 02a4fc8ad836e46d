import type { Context } from '../commands/context.js'
import type { ConversationId, Id } from '../domain/ids.js'
import { raise } from '../domain/reader.js'
import type { ConversationDocument } from '../projections/conversations.js'
import { conversations } from '../projections/conversations.js'
import type { MessageDocument } from '../projections/messages.js'
import { messages } from '../projections/messages.js'
import { readerKey, readers } from '../projections/readers.js'
import { readable } from './readable.js'

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
  const gone = await context.models.count(messages, { index: 'byGone', equals: [conversation], least: cursor + 1 })
  return number - gone
}

/**
 * The conversations of these in which the user has unread messages (`behaviour.md 4.7`). His cursors include what this process has not stored
 * yet.
 */
export const unreadOf = async (
  context: Context,
  user: Id,
  those: readonly ConversationId[],
): Promise<readonly Unread[]> => {
  const [found, cursors] = await Promise.all([
    context.models.get(conversations, those),
    context.models.get(
      readers,
      those.map((conversation) => readerKey(conversation, user)),
    ),
  ])
  const runs = context.presence.runsOf(user)
  const unreadIn = async (state: ConversationDocument | undefined, index: number): Promise<readonly Unread[]> => {
    if (!state) return []
    const { conversation } = state
    const cursor = (runs.get(conversation) ?? []).reduce(raise, cursors[index]?.cursor ?? 0)
    const number = await count(context, state, cursor)
    if (number === 0) return []
    const newest = await readable(context.models, conversation, user, { number: 1 })
    return newest.map((last) => ({ conversation, number, last }))
  }
  return (await Promise.all(found.map(unreadIn))).flat()
}
