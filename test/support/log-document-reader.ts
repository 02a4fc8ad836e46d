import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'

// Written from docs/log-format.md alone: it takes nothing from src.

export interface DocumentedEvent {
  readonly position: number
  readonly stream: string
  readonly version: number
}

function eventsOfRecord(record: Buffer): DocumentedEvent[] {
  if (record.subarray(0, 4).toString('hex') !== 'ff414c01') throw new Error('not a record')
  if (crc32(record.subarray(8)) !== record.readUInt32LE(4)) throw new Error('wrong CRC')
  const json = 32 + record.readUInt16LE(30)
  const events = JSON.parse(record.toString('utf8', json)) as object[]
  if (events.length !== record.readUInt16LE(28)) throw new Error('wrong number of events')
  return events.map((event, i) => ({
    position: Number(record.readBigUInt64LE(16)) + i,
    stream: record.toString('utf8', 32, json),
    version: record.readUInt32LE(24) + i,
    ...event,
  }))
}

/** All events of the log in a folder that nobody writes to. */
export function readDocumentedLog(folder: string): DocumentedEvent[] {
  const names = readdirSync(folder).filter((name) => /^\d{16}\.log$/.test(name))
  return names.sort().flatMap((name) => {
    const segment = readFileSync(join(folder, name))
    const events: DocumentedEvent[] = []
    for (let at = 0; at < segment.length; at += segment.readUInt32LE(at + 8)) {
      events.push(...eventsOfRecord(segment.subarray(at, at + segment.readUInt32LE(at + 8))))
    }
    if (events.length > 0 && events[0]!.position !== Number(name.slice(0, 16))) throw new Error('wrong name')
    return events
  })
}

/** Offsets of the records of each stream, as the side index of a segment says. */
export function readDocumentedIndex(path: string): Map<string, number[]> {
  const bytes = readFileSync(path)
  if (bytes.subarray(0, 4).toString('hex') !== 'ff414901') throw new Error('not an index')
  if (crc32(bytes.subarray(8)) !== bytes.readUInt32LE(4)) throw new Error('wrong CRC')
  const streams = new Map<string, number[]>()
  let at = 32 + 8 * bytes.readUInt32LE(16)
  for (let left = bytes.readUInt32LE(20); left > 0; left--) {
    const [nameBytes, records] = [bytes.readUInt32LE(at), bytes.readUInt32LE(at + 8)]
    const first = at + 12 + nameBytes
    const offsets = Array.from({ length: records }, (_, i) => bytes.readUInt32LE(first + 8 * i + 4))
    streams.set(bytes.toString('utf8', at + 12, first), offsets)
    at = first + 8 * records
  }
  return streams
}
