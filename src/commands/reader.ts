import type { ConversationId } from '../domain/ids.js'
import * as Reader from '../domain/reader.js'
import type { Context } from './context.js'
import type { Outcome } from './handle.js'
import { perform } from './perform.js'

/** Raises read cursors of one conversation: one event for all moves, applied in the order of `from` (`DESIGN.md 3`, Unread). */
export const moveReaders = (
  context: Context,
  conversation: ConversationId,
  moves: readonly Reader.Move[],
): Promise<Outcome> =>
  perform<Reader.Readers, Reader.ReaderEvent>(context, {
    key: `readers:${conversation}`,
    stream: Reader.streamOf(conversation),
    aggregate: Reader,
    decide: () =>
      Reader.move(
        conversation,
        moves.toSorted((one, other) => one.from - other.from),
      ),
  })
