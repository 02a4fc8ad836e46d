import { frameAt, magic, maxFrameBytes, streamOf, type Frame } from './frame.js'
import { readAt } from './disk.js'
import { chunks, LogDamaged, mark, type Segment } from './segment.js'

/** The log writes no more than this at a time. */
export const maxBatchBytes = 4 * maxFrameBytes

/** What a segment says about one stream. */
export interface StreamPart {
  /** Of the stream's last event in this segment. */
  version: number
  /** First version and offset of each frame, in turn. */
  readonly frames: number[]
}

/** All that has to be known of a segment to find something in it. */
export interface SegmentIndex {
  /** Where its last whole frame ends. */
  size: number
  /** Position behind its last event. */
  next: number
  /** Offset from which on everything was written together with the last frame. */
  lastBatch: number
  readonly marks: number[]
  readonly streams: Map<string, StreamPart>
}

/** Takes one frame, with the bytes that hold it. */
export type Visit = (bytes: Buffer, frame: Frame) => void

/** Reads every frame of a segment up to the first that is broken, or not there. Throws LogDamaged for a frame at a wrong place. */
export async function scanSegment(segment: Segment, visit: Visit = () => undefined): Promise<SegmentIndex> {
  const index: SegmentIndex = { size: 0, next: segment.first, lastBatch: 0, marks: [], streams: new Map() }
  for await (const { bytes, offset } of chunks(segment.file, 0, segment.size)) {
    for (let start = 0; start < bytes.length;) {
      const frame = frameAt(bytes, start)
      if (!frame) return index
      addToIndex(index, segment, { name: streamOf(bytes, frame), offset: offset + start, frame })
      visit(bytes, frame)
      start = frame.end
      index.size = offset + start
    }
  }
  return index
}

function addToIndex(index: SegmentIndex, segment: Segment, at: { name: string; offset: number; frame: Frame }): void {
  const { name, offset, frame } = at
  const part = index.streams.get(name)
  if (frame.position !== index.next) throw new LogDamaged(segment.name, offset, 'a wrong position')
  if (part && frame.version !== part.version + 1) throw new LogDamaged(segment.name, offset, 'a wrong version')
  const version = frame.version + frame.count - 1
  if (part) {
    part.frames.push(frame.version, offset)
    part.version = version
  } else index.streams.set(name, { version, frames: [frame.version, offset] })
  mark(index.marks, frame.position, offset)
  index.next += frame.count
  index.lastBatch = frame.committed
}

/**
 * Tells a torn tail from damage in the last segment: what follows its whole frames is torn if it can be one batch that was being
 * written. A later frame that knew this place to be on disk proves the opposite.
 * @throws LogDamaged
 */
export async function assertTorn(segment: Segment, end: number): Promise<void> {
  const damaged = (): LogDamaged => new LogDamaged(segment.name, end, 'a broken record')
  if (segment.size - end > maxBatchBytes) throw damaged()
  const tail = await readAt(segment.file, end, segment.size - end)
  for (let at = tail.indexOf(magic, 1); at > 0; at = tail.indexOf(magic, at + 1)) {
    const frame = frameAt(tail, at)
    if (frame && frame.committed > end) throw damaged()
  }
}
