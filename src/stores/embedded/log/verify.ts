import { nodeDisk } from './disk.js'
import { eventsOf, type Frame } from './frame.js'
import { assertTorn, scanSegment } from './scan.js'
import { closeSegments, LogDamaged, openSegments, type Segment } from './segment.js'

/** How much of the log was read and found as it was written. */
export interface Verified {
  readonly events: number
  readonly streams: number
  readonly bytes: number
  /** Of the whole log, when it began. */
  readonly totalBytes: number
}

/**
 * Reads every record of the log in a folder, closed segments too, and checks CRCs, positions, versions and JSON; gives the progress
 * after each segment. Changes nothing; the store may be in use.
 * @throws LogDamaged at the first place that is wrong
 */
export async function* verifyLog(folder: string): AsyncGenerator<Verified> {
  const segments = await openSegments(nodeDisk, folder, 'read')
  const versions = new Map<string, number>()
  const totalBytes = segments.reduce((sum, { size }) => sum + size, 0)
  let next = 1
  let bytes = 0
  try {
    for (const segment of segments) {
      if (segment.first !== next) throw new LogDamaged(segment.name, 0, `position ${next} is missing`)
      next = await verifySegment(segment, segment === segments.at(-1), versions)
      bytes += segment.size
      yield { events: next - 1, streams: versions.size, bytes, totalBytes }
    }
  } finally {
    await closeSegments(segments)
  }
}

async function verifySegment(segment: Segment, last: boolean, versions: Map<string, number>): Promise<number> {
  const index = await scanSegment(segment, (bytes, frame) => assertReadable(segment, bytes, frame))
  if (index.size < segment.size) {
    if (!last) throw new LogDamaged(segment.name, index.size, 'a broken record')
    await assertTorn(segment, index.size)
  }
  for (const [name, { version, frames }] of index.streams) {
    const expected = (versions.get(name) ?? 0) + 1
    if (frames[0] !== expected)
      throw new LogDamaged(segment.name, frames[1]!, `version ${expected} of ${name} is missing`)
    versions.set(name, version)
  }
  return index.next
}

function assertReadable(segment: Segment, bytes: Buffer, frame: Frame): void {
  let count: number | undefined
  try {
    count = eventsOf(bytes, frame).length
  } catch {
    // Told below.
  }
  if (count !== frame.count) throw new LogDamaged(segment.name, frame.start, 'a record that is not its events')
}
