import type { ConversationId, Id } from '../domain/ids.js'
import type { ConversationDocument } from '../projections/conversations.js'
import type { MessageDocument } from '../projections/messages.js'
import { messages } from '../projections/messages.js'
import type { Models } from '../projections/models.js'

/** Whether a message is for this user, as far as `only` tells. */
const isFor = (user: Id, { only }: Pick<MessageDocument, 'only'>): boolean => only?.includes(user) ?? true

/** Read at a time, after a first run of so many as are wanted: notices for others are passed over. */
const RUN = 20

export interface Part {
  /** So many at most. */
  readonly number: number
  /** At or below this position, which is not beyond that of the read models: a commit may become visible piece by piece. */
  readonly most: number
}

/** What is shown of a log and for this user, newest first. */
export const readable = async (
  models: Models,
  conversation: ConversationId,
  user: Id,
  { number, most }: Part,
): Promise<readonly MessageDocument[]> => {
  const found: MessageDocument[] = []
  for (let below = most, limit = number; found.length < number; limit = Math.max(number, RUN)) {
    const query = { index: 'byShown', equals: [conversation], most: below, reverse: true, limit }
    const run = await models.find(messages, query)
    found.push(...run.filter((message) => isFor(user, message)))
    if (run.length < limit) break
    below = (run.at(-1)?.position ?? 0) - 1
  }
  return found.slice(0, number)
}

/** A conversation as it was at a position of the read models, as far as its last ordinal goes: what is stored of it may be ahead. */
export const asOf = async (
  models: Models,
  state: ConversationDocument,
  position: number,
): Promise<ConversationDocument> => {
  if (state.lastPosition <= position) return state
  const newest = { index: 'byShown', equals: [state.conversation], most: position, reverse: true, limit: 1 }
  const [last] = await models.find(messages, newest)
  return { ...state, lastOrdinal: last?.ordinal ?? 0 }
}

/** The newest message of each of these that is shown and for this user: mostly its last one, which one batched get finds. */
export const newest = async (
  models: Models,
  user: Id,
  those: readonly ConversationDocument[],
  most: number,
): Promise<readonly (MessageDocument | undefined)[]> => {
  const last = await models.get(
    messages,
    those.map(({ lastKey }) => lastKey),
  )
  return Promise.all(
    those.map(async ({ conversation }, index) => {
      const message = last[index]
      if ((message?.shown ?? Infinity) <= most && message && isFor(user, message)) return message
      return (await readable(models, conversation, user, { number: 1, most }))[0]
    }),
  )
}
