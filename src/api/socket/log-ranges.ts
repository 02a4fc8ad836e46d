import { setImmediate as othersTurn } from 'node:timers/promises'
import type { ConversationId, Id } from '../../domain/ids.js'
import type { MessageDocument } from '../../projections/messages.js'
import { messages } from '../../projections/messages.js'
import type { Models } from '../../projections/models.js'

/** A stretch of a conversation's log: positions above `after`, up to `upTo`; of these, what `shows` says. */
export interface Range {
  readonly conversation: ConversationId
  readonly after: number
  readonly upTo: number
  readonly shows: (message: MessageDocument) => boolean
}

/** About so many messages are held at once, whatever the number of conversations. */
const HELD = 400
const LARGEST_PAGE = 50
const READ_AT_ONCE = 16

const byShown = (conversation: ConversationId, after: number, upTo: number, limit: number) =>
  ({ index: 'byShown', equals: [conversation], least: after + 1, most: upTo, limit }) as const

/** The next messages of one range, page by page. */
class Cursor {
  #page: readonly MessageDocument[] = []
  #index = 0
  #after: number

  constructor(
    private readonly models: Models,
    private readonly range: Range,
    private readonly size: number,
  ) {
    this.#after = range.after
  }

  get head(): MessageDocument | undefined {
    return this.#page[this.#index]
  }

  /** Goes on to the next message that is shown; false at the end. */
  async advance(): Promise<boolean> {
    for (;;) {
      this.#index += 1
      if (this.#index >= this.#page.length && !(await this.#turn())) return false
      if (this.head && this.range.shows(this.head)) return true
    }
  }

  async #turn(): Promise<boolean> {
    const { conversation, upTo } = this.range
    this.#page = await this.models.find(messages, byShown(conversation, this.#after, upTo, this.size))
    this.#index = 0
    this.#after = this.#page.at(-1)?.position ?? upTo
    return this.#page.length > 0
  }
}

const positionOf = (cursor: Cursor): number => cursor.head?.position ?? Infinity

/** Puts a cursor where its head belongs; the one with the oldest head is last. */
const insert = (cursors: Cursor[], cursor: Cursor): void => {
  let [low, high] = [0, cursors.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (positionOf(cursors[middle] as Cursor) > positionOf(cursor)) low = middle + 1
    else high = middle
  }
  cursors.splice(low, 0, cursor)
}

/** The messages of all ranges in log order, read as they are taken. Lets others have their turn: the embedded store answers at once. */
export async function* inLogOrder(models: Models, ranges: readonly Range[]): AsyncGenerator<MessageDocument> {
  const size = Math.min(LARGEST_PAGE, Math.max(2, Math.ceil(HELD / Math.max(1, ranges.length))))
  const cursors: Cursor[] = []
  const waiting = [...ranges]
  while (waiting.length > 0) {
    const some = waiting.splice(0, READ_AT_ONCE).map((range) => new Cursor(models, range, size))
    const going = await Promise.all(some.map((cursor) => cursor.advance()))
    some.forEach((cursor, index) => {
      if (going[index]) insert(cursors, cursor)
    })
  }
  let taken = 0
  for (let next = cursors.pop(); next; next = cursors.pop()) {
    taken += 1
    if (taken % HELD === 0) await othersTurn()
    if (next.head) yield next.head
    if (await next.advance()) insert(cursors, next)
  }
}

/** The greatest position of a conversation below its first shown message with at least this logId; `upTo` where there is none. */
export const positionBefore = async (
  models: Models,
  conversation: ConversationId,
  logId: number,
  upTo: number,
): Promise<number> => {
  await othersTurn()
  let [low, high] = [0, upTo]
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    const [next] = await models.find(messages, byShown(conversation, middle, high, 1))
    if (next && Number(next.logId) < logId) low = next.position
    else high = middle
  }
  return low
}

/** Log position of a message by its logId; undefined for one that is not known. */
export const positionOfLog = async (models: Models, logId: Id): Promise<number | undefined> => {
  const [found] = await models.find(messages, { index: 'byLog', equals: [logId], limit: 1 })
  return found?.position
}
