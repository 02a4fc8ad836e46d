import { join } from 'node:path'
import { readAt, type Disk, type LogFile } from './disk.js'
import { claimedEnd, maxFrameBytes } from './frame.js'

/** The log is not what was once written, at this place. */
export class LogDamaged extends Error {
  constructor(
    readonly segment: string,
    readonly offset: number,
    what: string,
  ) {
    super(`The log is damaged: ${what} in ${segment} at offset ${offset}`)
  }
}

/** One file of the log, named by the position of its first event. */
export interface Segment {
  readonly name: string
  readonly first: number
  readonly file: LogFile
  /** Bytes that are on disk for certain. */
  size: number
  /** Position and offset, in turn, of a frame every 64 KiB. */
  readonly marks: number[]
}

const markDistance = 64 * 1024

export const segmentName = (first: number): string => `${String(first).padStart(16, '0')}.log`

/** Opens the segments of a folder, in order. `size` is what the file system says. */
export async function openSegments(disk: Disk, folder: string, mode: 'read' | 'write'): Promise<Segment[]> {
  const names = (await disk.list(folder)).filter((name) => /^\d{16}\.log$/.test(name))
  return Promise.all(names.map((name) => openSegment(disk, folder, Number.parseInt(name, 10), mode)))
}

export async function openSegment(disk: Disk, folder: string, first: number, mode: 'read' | 'write'): Promise<Segment> {
  const name = segmentName(first)
  const file = await disk.open(join(folder, name), mode)
  return { name, first, file, size: await file.size(), marks: [] }
}

export async function closeSegments(segments: readonly Segment[]): Promise<void> {
  await Promise.all(segments.map((segment) => segment.file.close()))
}

/** Remembers where a frame begins, if the last one remembered is far enough away. */
export function mark(marks: number[], position: number, offset: number): void {
  if (offset - (marks.at(-1) ?? 0) >= markDistance) marks.push(position, offset)
}

/** Offset of a frame at or before the one with `position`, not far from it. */
export function offsetBefore(marks: readonly number[], position: number): number {
  let low = 0
  let high = marks.length / 2
  while (low < high) {
    const middle = (low + high) >>> 1
    if (marks[2 * middle]! <= position) low = middle + 1
    else high = middle
  }
  return low === 0 ? 0 : marks[2 * low - 1]!
}

/** Bytes of a segment that begin at `offset` with a frame and end with one. */
export interface Chunk {
  readonly bytes: Buffer
  readonly offset: number
}

/** A frame always fits. */
const chunkBytes = 2 * maxFrameBytes

function wholeFrames(bytes: Buffer): number {
  let end = 0
  for (let next = claimedEnd(bytes, 0); next > 0 && next <= bytes.length; next = claimedEnd(bytes, end)) end = next
  return end
}

/**
 * The frames from `from` (where one begins) to `to`, in large chunks; the next one is read while the last is looked at. CRCs are not
 * checked. Ends early where no whole frame follows.
 */
export async function* chunks(file: LogFile, from: number, to: number): AsyncGenerator<Chunk> {
  const load = (at: number): Promise<Buffer> => readAt(file, at, Math.min(chunkBytes, to - at))
  let offset = from
  let next = load(offset)
  while (offset < to) {
    const bytes = await next
    const end = wholeFrames(bytes)
    if (end === 0) return
    next = load(offset + end)
    // Whoever stops reading never asks for it.
    next.catch(() => undefined)
    yield { bytes: bytes.subarray(0, end), offset }
    offset += end
  }
}
