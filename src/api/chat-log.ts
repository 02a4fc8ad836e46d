import type { Context } from '../commands/context.js'
import { moveReaders } from '../commands/reader.js'
import { Rejection } from '../domain/decision.js'
import type { ConversationId, Id } from '../domain/ids.js'
import { isOfGroup } from '../domain/ids.js'
import { conversations } from '../projections/conversations.js'
import type { MessageDocument } from '../projections/messages.js'
import { messages } from '../projections/messages.js'
import { one } from '../projections/models.js'
import { readerKey, readers } from '../projections/readers.js'
import type { LogItem, Names } from './message-wire.js'
import { loadNames } from './message-wire.js'
import { asOf, readable } from './readable.js'

/** Behind the oldest message (`behaviour.md 4.6`). */
export const END = '-1'

export interface LogPage {
  readonly conversation: ConversationId
  /** Inclusive; absent, "" or "0": from the newest; "-1": nothing more. */
  readonly startId?: string | undefined
  readonly number: number
  readonly item: (message: MessageDocument, names: Names) => LogItem
}

/** What is no id as a `startId`: the newest, in two spellings, and behind the oldest. */
const PLACES = ['', '0', END]

/** Position of a message of this conversation, also of one that was removed; the read models have reached it then. */
const positionOf = async ({ models }: Context, conversation: ConversationId, logId: Id): Promise<number> => {
  const [message] = await models.find(messages, { index: 'byLog', equals: [logId], limit: 1 })
  if (message?.conversation !== conversation) throw new Rejection('bad-parameter', 'startId is no message of this log')
  if (!(await models.waitFor(message.position))) throw new Rejection('unavailable')
  return message.position
}

/** Raises the user's cursor to the newest message at this position; stored before the reply (`product.md 3`, Unread counts). */
const readAll = async (context: Context, user: Id, conversation: ConversationId, position: number): Promise<void> => {
  const { models } = context
  const [state, reader] = await Promise.all([
    one(models, conversations, conversation),
    one(models, readers, readerKey(conversation, user)),
  ])
  const to = state ? (await asOf(models, state, position)).lastOrdinal : 0
  if (to > (reader?.cursor ?? 0)) await moveReaders(context, conversation, [{ from: 1, to, users: [user] }])
}

/**
 * A page of a log, newest first, and where the next one begins; the conversation then counts as read, unless it is a chat room (`behaviour.md 4.6, 4.7`).
 * Who may read it is asked before.
 * @throws Rejection `bad-parameter` for a `startId` that is no message of this log
 */
export const chatLog = async (
  context: Context,
  user: Id,
  { conversation, startId = '', number, item }: LogPage,
): Promise<{ logs: readonly LogItem[]; nextLog: string }> => {
  const start = PLACES.includes(startId) ? Infinity : await positionOf(context, conversation, startId)
  const { position } = context.models
  if (!isOfGroup(conversation)) await readAll(context, user, conversation, position)
  if (startId === END) return { logs: [], nextLog: END }
  const found = await readable(context.models, conversation, user, {
    most: Math.min(start, position),
    number: number + 1,
  })
  const shown = found.slice(0, number)
  const names = await loadNames(context.models, shown)
  return { logs: shown.map((message) => item(message, names)), nextLog: found[number]?.logId ?? END }
}
