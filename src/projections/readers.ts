import { NOTICE } from '../domain/conversation.js'
import { isOfGroup, roomConversation } from '../domain/ids.js'
import { raise } from '../domain/reader.js'
import type { Effect } from './projection.js'
import { projection } from './projection.js'

/** How far a user has read a conversation, as an ordinal; chat rooms have no cursors. Key: `<conversation>/<user>`. */
export interface ReaderDocument {
  readonly conversation: string
  readonly user: string
  readonly cursor: number
}

export const readerKey = (conversation: string, user: string): string => `${conversation}/${user}`

/** Raised to where he joins: his unread count starts at 0. */
const join = (room: string, user: string, after: number): Effect<ReaderDocument> => {
  const conversation = roomConversation(room)
  return [
    readerKey(conversation, user),
    (old) => ((old?.cursor ?? 0) >= after ? old : { conversation, user, cursor: after }),
  ]
}

/** Without a document the cursor is 0. */
export const readers = projection<ReaderDocument>({
  name: 'readers',
  version: 1,
  indexes: {},
  on: {
    MessageSent: ({ data: { conversation, sender: user, ordinal, kind } }) =>
      kind === NOTICE || isOfGroup(conversation)
        ? []
        : [
            [
              readerKey(conversation, user),
              (old) => (old && old.cursor >= ordinal ? old : { conversation, user, cursor: ordinal }),
            ],
          ],
    MemberJoined: ({ data: { room, user, after } }) => [join(room, user, after)],
    MembersInvited: ({ data: { room, users, after } }) => users.map((user) => join(room, user, after)),
    ReadersMoved: ({ data: { conversation, moves } }) =>
      moves.flatMap((move) =>
        move.users.map(
          (user) =>
            [
              readerKey(conversation, user),
              (old) => {
                const before = old?.cursor ?? 0
                const cursor = raise(before, move)
                return cursor === before ? old : { conversation, user, cursor }
              },
            ] as const,
        ),
      ),
  },
})
