import type { Recorded } from '../../../domain/decision.js'
import type { ReadOptions } from '../../event-store.js'
import { readAt } from './disk.js'
import { claimedEnd, eventsOf, frameAt } from './frame.js'
import { LogDamaged, type Segment } from './segment.js'
import { offsetOf, segmentOf, type Address, type Stream } from './streams.js'

/** Frames looked up together. */
const window = 64
/** Most frames are smaller; of a larger one the whole is read in a second step. */
const firstRead = 4096
const nearBytes = 32 * 1024
const maxGroupBytes = 1 << 20

/** The events of one stream that are on disk now (`event-store.ts`). @throws LogDamaged */
export async function* readStream(
  segments: readonly Segment[],
  stream: Stream,
  options: ReadOptions,
): AsyncGenerator<Recorded> {
  const { backwards = false, limit = Infinity } = options
  const low = backwards ? 1 : (options.after ?? 0) + 1
  const high = backwards ? Math.min(stream.version, (options.after ?? Infinity) - 1) : stream.version
  if (low > high) return
  let left = limit
  for (const addresses of windows(stream, { low, high, backwards, size: Math.min(window, limit) })) {
    const groups = await Promise.all(grouped(addresses).map((group) => load(segments, group)))
    const events = groups.flat().filter(({ version }) => version >= low && version <= high)
    for (const event of backwards ? events.reverse() : events) {
      if (left-- <= 0) return
      yield event
    }
  }
}

interface Span {
  readonly low: number
  readonly high: number
  readonly backwards: boolean
  /** Frames in one window. */
  readonly size: number
}

/** Addresses of the frames that hold versions `low` to `high`; each window is in the order of the log. */
function* windows(stream: Stream, { low, high, backwards, size }: Span): Generator<readonly Address[]> {
  const first = stream.frameWith(low)
  const last = stream.frameWith(high)
  if (size < 1) return
  if (backwards) {
    for (let to = last; to >= first; to -= size) yield stream.addresses(Math.max(first, to - size + 1), to)
  } else {
    for (let from = first; from <= last; from += size) yield stream.addresses(from, Math.min(last, from + size - 1))
  }
}

/** Puts together what lies near enough to be read at once. */
function grouped(addresses: readonly Address[]): Address[][] {
  const groups: Address[][] = []
  for (const address of addresses) {
    const group = groups.at(-1)
    const near = group && address - group.at(-1)! <= nearBytes && address - group[0]! <= maxGroupBytes
    if (near && segmentOf(address) === segmentOf(group[0]!)) group.push(address)
    else groups.push([address])
  }
  return groups
}

async function load(segments: readonly Segment[], group: readonly Address[]): Promise<Recorded[]> {
  const segment = segments[segmentOf(group[0]!)]!
  const from = offsetOf(group[0]!)
  const to = Math.min(segment.size, offsetOf(group.at(-1)!) + firstRead)
  const bytes = await readAt(segment.file, from, to - from)
  const events: Recorded[] = []
  for (const address of group) events.push(...(await frameEvents(segment, offsetOf(address), { bytes, from })))
  return events
}

async function frameEvents(
  segment: Segment,
  offset: number,
  loaded: { bytes: Buffer; from: number },
): Promise<Recorded[]> {
  let { bytes, from } = loaded
  const end = claimedEnd(bytes, offset - from)
  if (end > bytes.length) {
    bytes = await readAt(segment.file, offset, end - (offset - from))
    from = offset
  }
  const frame = frameAt(bytes, offset - from)
  if (!frame) throw new LogDamaged(segment.name, offset, 'a broken record')
  return eventsOf(bytes, frame)
}
