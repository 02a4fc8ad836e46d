import streams from '@eventstore/db-client/generated/streams_pb.js'
import type { DoubleLog, LogRecord } from './log.js'
import { nameOf } from './messages.js'

type Options = InstanceType<typeof streams.ReadReq.Options>

const isBackwards = (options: Options): boolean =>
  options.getReadDirection() === streams.ReadReq.Options.ReadDirection.BACKWARDS

/** The server's words for a position where no record begins. */
export class InvalidPosition extends Error {}

export class StreamDeleted extends Error {}

/** Records of one stream as asked for; undefined where there is no such stream. */
export function streamRecords(log: DoubleLog, options: Options): readonly LogRecord[] | undefined {
  const from = options.getStream()!
  const name = nameOf(from.getStreamIdentifier())
  if (log.isDeleted(name)) throw new StreamDeleted(name)
  const all = log.stream(name)
  if (!all) return undefined
  const backwards = isBackwards(options)
  const revision = from.hasRevision() ? Number(from.getRevision()) : from.hasEnd() ? Infinity : 0
  const wanted = all.filter((record) => (backwards ? record.revision <= revision : record.revision >= revision))
  return (backwards ? wanted.toReversed() : wanted).slice(0, Number(options.getCount()))
}

/** Where a read of the whole log begins. Forwards the position itself is in, backwards it is not. */
export function startIndex(log: DoubleLog, options: Options): number {
  const from = options.getAll()!
  if (from.hasStart()) return 0
  if (from.hasEnd()) return log.records.length
  const position = Number(from.getPosition()!.getCommitPosition())
  const index = log.indexOf(position)
  const last = log.records.at(-1)?.position ?? 0
  if (position > last) return log.records.length
  if (log.records[index]?.position !== position) throw new InvalidPosition()
  return index
}

export function allRecords(log: DoubleLog, options: Options): readonly LogRecord[] {
  const start = startIndex(log, options)
  const count = Number(options.getCount())
  if (!isBackwards(options)) return log.records.slice(start, start + count)
  return log.records.slice(Math.max(0, start - count), start).reverse()
}

export function filterOf(options: Options): (record: LogRecord) => boolean {
  const regex = options.getFilter()?.getEventType()?.getRegex()
  if (!regex) return () => true
  const pattern = new RegExp(regex)
  return ({ type }) => pattern.test(type)
}
