import { readAt, writeAll, type Disk } from './disk.js'
import { assertTorn, scanSegment, type SegmentIndex } from './scan.js'
import { LogDamaged, openSegment, openSegments, type Segment } from './segment.js'
import { makeIndex, readIndex } from './side-index.js'
import { addressOf, streamNamed, type Streams } from './streams.js'

/** What is known of a log that was opened. */
export interface Opened {
  /** In order; the last one is written to. */
  readonly segments: Segment[]
  readonly streams: Streams
  /** Position of the last event. */
  head: number
}

/**
 * Opens the log of a folder for writing. A tail that was being written when the process or the machine went down is cut off.
 * @throws LogDamaged where anything before that is not as it was written
 */
export async function recover(disk: Disk, folder: string): Promise<Opened> {
  const segments = await openSegments(disk, folder, 'write')
  if (segments.length === 0) {
    segments.push(await openSegment(disk, folder, 1, 'write'))
    await disk.syncFolder(folder)
  }
  const opened: Opened = { segments, streams: new Map(), head: 0 }
  for (const [number, segment] of segments.entries()) {
    if (segment.first !== opened.head + 1)
      throw new LogDamaged(segment.name, 0, `position ${opened.head + 1} is missing`)
    const closed = number < segments.length - 1
    const index = await (closed ? indexOfClosed(disk, folder, segment) : cutTail(segment))
    segment.marks.push(...index.marks)
    merge(opened.streams, number, { segment, index })
    opened.head = index.next - 1
  }
  return opened
}

async function indexOfClosed(disk: Disk, folder: string, segment: Segment): Promise<SegmentIndex> {
  return (await readIndex(folder, segment)) ?? (await makeIndex(disk, folder, segment))
}

async function cutTail(segment: Segment): Promise<SegmentIndex> {
  const index = await scanSegment(segment)
  if (index.size < segment.size) {
    await assertTorn(segment, index.size)
    await segment.file.truncate(index.size)
    segment.size = index.size
  }
  // The last batch may never have been flushed, or its flush may have failed and the page cache calls it clean: write it again.
  await writeAll(
    segment.file,
    await readAt(segment.file, index.lastBatch, index.size - index.lastBatch),
    index.lastBatch,
  )
  await segment.file.sync()
  return index
}

function merge(streams: Streams, number: number, from: { segment: Segment; index: SegmentIndex }): void {
  for (const [name, { version, frames }] of from.index.streams) {
    const stream = streamNamed(streams, name)
    if (frames[0] !== stream.version + 1) {
      throw new LogDamaged(from.segment.name, frames[1]!, `version ${stream.version + 1} of ${name} is missing`)
    }
    for (let i = 0; i < frames.length; i += 2) stream.add(frames[i]!, 1, addressOf(number, frames[i + 1]!))
    stream.version = stream.pending = version
  }
}
