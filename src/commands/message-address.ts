import type { ConversationEvent } from '../domain/conversation.js'
import * as Conversation from '../domain/conversation.js'
import type { Recorded } from '../domain/decision.js'
import type { Id } from '../domain/ids.js'
import type { Told } from '../domain/removal.js'
import { messages } from '../projections/messages.js'
import type { Context } from './context.js'

/** A message of any age by its logId: the read models know where it stands, the log what it says. */
export const findMessage = async ({ models, events }: Context, logId: Id): Promise<Told | undefined> => {
  const [address] = await models.find(messages, { index: 'byLog', equals: [logId], limit: 1 })
  if (!address) return undefined
  const stream = Conversation.streamOf(address.conversation)
  for await (const found of events.read(stream, { after: address.version - 1, limit: 1 })) {
    const event = found as Recorded<ConversationEvent>
    if (event.type === 'MessageSent') return { ...event.data, at: event.metadata.at }
  }
  return undefined
}
