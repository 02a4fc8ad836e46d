import type { Message } from '../domain/conversation.js'
import { messageKey } from '../domain/conversation.js'
import type { RecordedOf } from '../domain/events.js'
import { projection } from './projection.js'

/** A message of a log. Key: `<conversation>/<message key>`. */
export interface MessageDocument extends Message {
  readonly at: number
  readonly position: number
  /** In the stream of its conversation. */
  readonly version: number
  /** Its log position as long as it is shown: recalled and deleted ones have none. */
  readonly shown?: number
  readonly removed?: 'recalled' | 'deleted'
  /** Its ordinal, once it is removed: unread counts leave it out. */
  readonly gone?: number
}

export const messageDocumentKey = (
  message: Pick<Message, 'conversation' | 'sender' | 'msgId' | 'logId' | 'notice'>,
): string => `${message.conversation}/${messageKey(message)}`

const remove =
  (removed: 'recalled' | 'deleted') =>
  ({ data }: RecordedOf<'MessageRecalled' | 'MessageDeleted'>) =>
    [
      [
        messageDocumentKey(data),
        (old: MessageDocument | undefined) => {
          if (!old) return undefined
          const { shown: _, ...rest } = old
          return { ...rest, removed, gone: data.ordinal }
        },
      ],
    ] as const

export const messages = projection<MessageDocument>({
  name: 'messages',
  version: 2,
  indexes: { byLog: ['logId'], byShown: ['conversation', 'shown'], byGone: ['conversation', 'gone'] },
  on: {
    MessageSent: ({ data, position, version, metadata: { at } }) => [
      [messageDocumentKey(data), () => ({ ...data, at, position, version, shown: position })],
    ],
    MessageRecalled: remove('recalled'),
    MessageDeleted: remove('deleted'),
  },
})
