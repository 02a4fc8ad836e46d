import type { Recorded } from '../../../domain/decision.js'
import { nodeDisk } from './disk.js'
import { eventsOf, frameAt, type Frame } from './frame.js'
import { chunks, closeSegments, LogDamaged, offsetBefore, openSegments, type Chunk, type Segment } from './segment.js'
import { readIndex } from './side-index.js'

const maxRun = 1000

interface Range {
  /** Exclusive. */
  readonly after: number
  /** Inclusive; on disk. */
  readonly upTo: number
}

/** Events of positions in `range`, in order, in runs of 1 to 1,000. @throws LogDamaged */
export async function* readRuns(segments: readonly Segment[], range: Range): AsyncGenerator<readonly Recorded[]> {
  if (range.after >= range.upTo) return
  const from = segments.findLastIndex((segment) => segment.first <= range.after + 1)
  for (let i = Math.max(0, from); i < segments.length && segments[i]!.first <= range.upTo; i++) {
    const last = (segments[i + 1]?.first ?? Infinity) - 1
    yield* readSegment(segments[i]!, { after: range.after, upTo: Math.min(range.upTo, last) })
  }
}

async function* readSegment(segment: Segment, range: Range): AsyncGenerator<readonly Recorded[]> {
  let offset = offsetBefore(segment.marks, range.after + 1)
  for await (const chunk of chunks(segment.file, offset, segment.size)) {
    const done = yield* runsOf(segment, chunk, range)
    if (done) return
    offset += chunk.bytes.length
  }
  throw new LogDamaged(segment.name, offset, 'a broken record')
}

/** The wanted events of a chunk; returns whether `upTo` was reached. */
function* runsOf(segment: Segment, { bytes, offset }: Chunk, range: Range): Generator<readonly Recorded[], boolean> {
  const run: Recorded[] = []
  let done = false
  for (let start = 0; start < bytes.length && !done;) {
    const frame = frameAt(bytes, start)
    if (!frame) throw new LogDamaged(segment.name, offset + start, 'a broken record')
    for (const event of wanted(bytes, frame, range)) run.push(event)
    while (run.length >= maxRun) yield run.splice(0, maxRun)
    start = frame.end
    done = frame.position + frame.count > range.upTo
  }
  if (run.length > 0) yield run
  return done
}

function wanted(bytes: Buffer, frame: Frame, { after, upTo }: Range): readonly Recorded[] {
  const last = frame.position + frame.count - 1
  if (last <= after || frame.position > upTo) return []
  const events = eventsOf(bytes, frame)
  const whole = frame.position > after && last <= upTo
  return whole ? events : events.filter(({ position }) => position > after && position <= upTo)
}

/**
 * Events with `after` < position ≤ `upTo` of the log in a folder, in order, in runs of 1 to 1,000. Any thread or process may read while
 * the store writes; `upTo` must be known to be on disk.
 * @throws LogDamaged
 */
export async function* readLog(folder: string, after: number, upTo: number): AsyncGenerator<readonly Recorded[]> {
  const segments = await openSegments(nodeDisk, folder, 'read')
  try {
    const start = segments.findLast((segment) => segment.first <= after + 1)
    if (start) start.marks.push(...((await readIndex(folder, start))?.marks ?? []))
    yield* readRuns(segments, { after, upTo })
  } finally {
    await closeSegments(segments)
  }
}
