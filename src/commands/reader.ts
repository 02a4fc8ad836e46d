import type { ConversationId } from '../domain/ids.js'
import type { Move, ReaderEvent, Readers } from '../domain/reader.js'
import * as Reader from '../domain/reader.js'
import type { Context } from './context.js'
import { perform } from './perform.js'

/** Stores how far users have read a conversation (`DESIGN.md 3`, Unread). `id`: where a request makes several such steps. */
export const moveReaders = async (
  context: Context,
  conversation: ConversationId,
  moves: readonly Move[],
  id?: string,
): Promise<void> => {
  const stream = Reader.streamOf(conversation)
  await perform<Readers, ReaderEvent>(context, {
    key: stream,
    stream,
    aggregate: Reader,
    decide: () => Reader.move(conversation, moves),
    ...(id === undefined ? {} : { id }),
  })
}
