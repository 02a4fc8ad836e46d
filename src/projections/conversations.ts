import type { RecordedOf } from '../domain/events.js'
import { projection } from './projection.js'

/** Where a conversation stands. Key: its id. */
export interface ConversationDocument {
  readonly conversation: string
  readonly lastOrdinal: number
  readonly lastLogId: string
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
  version: 1,
  indexes: {},
  on: {
    MessageSent: ({ data: { conversation, ordinal, logId }, position }) => [
      [
        conversation,
        (old) => ({
          conversation,
          lastOrdinal: ordinal,
          lastLogId: logId,
          lastPosition: position,
          lastRemoved: old?.lastRemoved ?? 0,
        }),
      ],
    ],
    MessageRecalled: remove,
    MessageDeleted: remove,
  },
})
