import { NOTICE } from '../../domain/conversation.js'
import { Rejection } from '../../domain/decision.js'
import { firstIdAt } from '../../domain/ids.js'
import type { MessageDocument } from '../../projections/messages.js'
import { loadNames, messageFrame } from '../message-wire.js'
import type { Connection } from './connection.js'
import type { Span, SyncStart } from './frames.js'
import type { Hall } from './hall.js'
import { pushedUpTo } from './hall.js'
import type { Range } from './log-ranges.js'
import { inLogOrder, positionOfLog } from './log-ranges.js'
import type { Start } from './own-ranges.js'
import { ownRanges, stillOwn } from './own-ranges.js'
import { jsonFrame, textFrame } from './text-frame.js'

/** Frames of the catch-up (`behaviour.md 3.2`). */
const OLD = 40
const MISSED = 41
const DONE = 43
const LACKING = 46
const CHECKED = 47

const MOST_MESSAGES = 50
const MOST_BYTES = 256 * 1024
const TWO_DAYS_MS = 2 * 24 * 3_600_000
/** Clocks may differ by so much; also times in ids from those of events. */
const SLACK_MS = 5000

/** Messages written to a socket, as runs without a gap: what is removed in between counts as missed (`DESIGN.md 3`, Unread). */
const noteRuns = (hall: Hall, connection: Connection, written: Iterable<MessageDocument>): void => {
  const runs = new Map<string, { from: number; to: number }>()
  const finish = (conversation: string): void => {
    const run = runs.get(conversation)
    if (run) hall.runs.addOlder(connection.user, conversation, run)
  }
  for (const { conversation, ordinal, kind } of written) {
    if (kind === NOTICE) continue
    const run = runs.get(conversation)
    if (run?.to === ordinal - 1) run.to = ordinal
    else {
      finish(conversation)
      runs.set(conversation, { from: ordinal, to: ordinal })
    }
  }
  for (const conversation of runs.keys()) finish(conversation)
}

interface Item {
  readonly message: MessageDocument
  readonly text: string
}

/** Runs of at most 256 KiB, or of one. */
const cut = (items: readonly Item[]): Item[][] => {
  const runs: Item[][] = []
  let bytes = Infinity
  for (const item of items) {
    const length = Buffer.byteLength(item.text)
    bytes += length
    if (bytes <= MOST_BYTES) runs.at(-1)?.push(item)
    else {
      runs.push([item])
      bytes = length
    }
  }
  return runs
}

/** One list frame, of what the user may still read at this moment; resolves when the client has read it. */
const writeOne = async (hall: Hall, connection: Connection, eventType: number, items: readonly Item[]) => {
  const own = await stillOwn(
    hall,
    connection.user,
    items.map(({ message }) => message),
  )
  const texts = items.flatMap(({ message, text }) => (own.has(message) ? [text] : []))
  if (texts.length === 0 || connection.ended) return
  connection.send(textFrame(`{"eventType":${eventType},"list":[${texts.join(',')}]}`))
  noteRuns(hall, connection, own)
  connection.flush()
  await connection.drained()
}

const write = async (hall: Hall, connection: Connection, eventType: number, found: readonly MessageDocument[]) => {
  const names = await loadNames(hall.core.models, found)
  const items = found.map((message) => ({ message, text: JSON.stringify(messageFrame(message, message.at, names)) }))
  for (const run of cut(items)) await writeOne(hall, connection, eventType, run)
}

const writeAll = async (hall: Hall, connection: Connection, eventType: number, ranges: readonly Range[]) => {
  let waiting: MessageDocument[] = []
  for await (const message of inLogOrder(hall.core.models, ranges)) {
    if (connection.ended) return
    waiting.push(message)
    if (waiting.length < MOST_MESSAGES) continue
    await write(hall, connection, eventType, waiting)
    waiting = []
  }
  await write(hall, connection, eventType, waiting)
}

const startOf = async (hall: Hall, asked: SyncStart): Promise<Start> => {
  if ('time' in asked) {
    const since = asked.time === 0 ? hall.core.clock.now() - TWO_DAYS_MS : asked.time - SLACK_MS
    return { fromLogId: firstIdAt(since) }
  }
  const after = await positionOfLog(hall.core.models, asked.logId)
  if (after === undefined) throw new Rejection('malformed', 'logId is not known')
  return { after }
}

const finish = (connection: Connection, frame: object): void => {
  connection.send(jsonFrame(frame))
  connection.flush()
}

/**
 * Event 42: what came before the upgrade, in frames 40 or 41, then 43 (`product.md 3`, Catching up).
 * @throws Rejection malformed for a logId that is not known
 */
export const catchUp = async (hall: Hall, connection: Connection, asked: SyncStart): Promise<void> => {
  const start = await startOf(hall, asked)
  const ranges = await ownRanges(hall, connection.user, start, connection.parts.start)
  const eventType = 'time' in asked && asked.time === 0 ? OLD : MISSED
  await writeAll(hall, connection, eventType, ranges)
  finish(connection, { eventType: DONE })
}

/** Event 45: where the client has another number of messages of a span than there are, all of them in frames 46; then 47. */
export const checkSpan = async (hall: Hall, connection: Connection, { begin, end, total }: Span): Promise<void> => {
  const start = { fromLogId: firstIdAt(begin - SLACK_MS), belowLogId: firstIdAt(end + SLACK_MS) }
  const all = await ownRanges(hall, connection.user, start, pushedUpTo(hall))
  const ranges = all.map((range) => ({
    ...range,
    shows: (message: MessageDocument) => message.at >= begin && message.at <= end && range.shows(message),
  }))
  let number = 0
  for await (const _ of inLogOrder(hall.core.models, ranges)) number += 1
  if (number !== total) await writeAll(hall, connection, LACKING, ranges)
  finish(connection, { eventType: CHECKED, begin, end })
}
