import type { RecordedOf } from '../domain/events.js'
import { messageDocumentKey } from './messages.js'
import { projection } from './projection.js'

/** Where a conversation stands. Key: its id. */
export interface ConversationDocument {
  readonly conversation: string
  readonly lastOrdinal: number
  readonly lastLogId: string
  /** Key of its last message in `messages`, whoever may read it and removed or not. */
  readonly lastKey: string
  /** Log position of its last event. */
  readonly lastPosition: number
  /** Ordinal of the newest countable message that was recalled or deleted; 0: none. */
  readonly lastRemoved: number
}

const remove = ({ data, position }: RecordedOf<'MessageRecalled' | 'MessageDeleted'>) =>
  [
    [
      data.conversation,
      (old: ConversationDocument | undefined) =>
        old && { ...old, lastPosition: position, lastRemoved: Math.max(old.lastRemoved, data.ordinal) },
    ],
  ] as const

export const conversations = projection<ConversationDocument>({
  name: 'conversations',
  version: 2,
  indexes: {},
  on: {
    MessageSent: ({ data, position }) => [
      [
        data.conversation,
        (old) => ({
          conversation: data.conversation,
          lastOrdinal: data.ordinal,
          lastLogId: data.logId,
          lastKey: messageDocumentKey(data),
          lastPosition: position,
          lastRemoved: old?.lastRemoved ?? 0,
        }),
      ],
    ],
    MessageRecalled: remove,
    MessageDeleted: remove,
  },
})
