import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import type { Disk } from './disk.js'
import type { SegmentIndex, StreamPart } from './scan.js'
import { scanSegment } from './scan.js'
import { LogDamaged, type Segment } from './segment.js'

const magicNumber = 0x014941ff
const headBytes = 32

const nameOf = (segment: Segment): string => segment.name.replace(/log$/, 'index')

/**
 * Layout (docs/log-format.md), numbers little-endian, 4 bytes: magic FF 41 49 01 · CRC-32 of all behind it · size of the segment ·
 * number of events · number of marks · number of streams · position of the first event (8 bytes) · marks (events before it, offset) ·
 * per stream: length of the name, last version, number of frames, name, frames (first version, offset).
 */
function encodeIndex(index: SegmentIndex, first: number): Buffer {
  const streams = [...index.streams]
  const bytes = streams.reduce((sum, [name, part]) => sum + 12 + Buffer.byteLength(name) + 4 * part.frames.length, 0)
  const into = Buffer.alloc(headBytes + 4 * index.marks.length + bytes)
  let at = 0
  const put = (value: number): void => void (at = into.writeUInt32LE(value, at))
  const counts = [index.next - first, index.marks.length / 2, streams.length]
  for (const value of [magicNumber, 0, index.size, ...counts, first % 2 ** 32, Math.floor(first / 2 ** 32)]) put(value)
  index.marks.forEach((value, i) => put(i % 2 === 0 ? value - first : value))
  for (const [name, part] of streams) {
    for (const value of [Buffer.byteLength(name), part.version, part.frames.length / 2]) put(value)
    at += into.write(name, at)
    part.frames.forEach(put)
  }
  into.writeUInt32LE(crc32(into.subarray(8)), 4)
  return into
}

/** Undefined if these bytes are not a whole index of this segment. */
function decodeIndex(bytes: Buffer, segment: { first: number; size: number }): SegmentIndex | undefined {
  if (!isIndexOf(bytes, segment)) return undefined
  let at = headBytes
  const take = (count: number): number[] => {
    const values = new Array<number>(count)
    for (let i = 0; i < count; i++, at += 4) values[i] = bytes.readUInt32LE(at)
    return values
  }
  const marks = take(2 * bytes.readUInt32LE(16)).map((value, i) => (i % 2 === 0 ? value + segment.first : value))
  const streams = new Map<string, StreamPart>()
  for (let left = bytes.readUInt32LE(20); left > 0; left--) {
    const [nameBytes = 0, version = 0, frames = 0] = take(3)
    const name = bytes.toString('utf8', at, (at += nameBytes))
    streams.set(name, { version, frames: take(2 * frames) })
  }
  return { size: segment.size, next: segment.first + bytes.readUInt32LE(12), lastBatch: 0, marks, streams }
}

function isIndexOf(bytes: Buffer, segment: { first: number; size: number }): boolean {
  if (bytes.length < headBytes || bytes.readUInt32LE(0) !== magicNumber) return false
  if (bytes.readUInt32LE(4) !== crc32(bytes.subarray(8))) return false
  const first = bytes.readUInt32LE(24) + bytes.readUInt32LE(28) * 2 ** 32
  return bytes.readUInt32LE(8) === segment.size && first === segment.first
}

/** The index beside a closed segment; undefined where there is none, or it is broken. */
export async function readIndex(folder: string, segment: Segment): Promise<SegmentIndex | undefined> {
  const bytes = await readFile(join(folder, nameOf(segment))).catch(() => undefined)
  return bytes && decodeIndex(bytes, segment)
}

/** Makes the index of a closed segment from the segment itself, and puts it beside. @throws LogDamaged */
export async function makeIndex(disk: Disk, folder: string, segment: Segment): Promise<SegmentIndex> {
  const index = await scanSegment(segment)
  if (index.size !== segment.size) throw new LogDamaged(segment.name, index.size, 'a broken record')
  // It only saves time: where it cannot be written, the next start makes it again.
  await disk.replace(join(folder, nameOf(segment)), encodeIndex(index, segment.first)).catch(() => undefined)
  return index
}
