import type { Recorded } from '../../../domain/decision.js'
import type { ReadOptions } from '../../event-store.js'
import { readAt } from './disk.js'
import { claimedEnd, eventsOf, frameAt } from './frame.js'
import { LogDamaged, type Segment } from './segment.js'
import { offsetOf, segmentOf, type Address, type Stream } from './streams.js'

/** Frames looked up together. */
const windowFrames = 64
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
  const span = spanOf(stream, options)
  for (const addresses of windows(stream, span)) {
    const groups = await Promise.all(grouped(addresses).map((group) => load(segments, group)))
    const events = groups.flat().filter(({ version }) => version >= span.low && version <= span.high)
    yield* span.backwards ? events.reverse() : events
  }
}

/** Versions `low` to `high`, none if `low` is greater. */
interface Span {
  readonly low: number
  readonly high: number
  readonly backwards: boolean
}

function spanOf(stream: Stream, { after, backwards = false, limit = Infinity }: ReadOptions): Span {
  if (backwards) {
    const high = Math.min(stream.version, (after ?? Infinity) - 1)
    return { low: Math.max(1, high - limit + 1), high, backwards }
  }
  const low = (after ?? 0) + 1
  return { low, high: Math.min(stream.version, low + limit - 1), backwards }
}

/** Addresses of the frames that hold versions `low` to `high`; each window is in the order of the log. */
function* windows(stream: Stream, { low, high, backwards }: Span): Generator<readonly Address[]> {
  if (low > high) return
  const first = stream.frameWith(low)
  const last = stream.frameWith(high)
  if (backwards) {
    for (let to = last; to >= first; to -= windowFrames)
      yield stream.addresses(Math.max(first, to - windowFrames + 1), to)
  } else {
    for (let from = first; from <= last; from += windowFrames)
      yield stream.addresses(from, Math.min(last, from + windowFrames - 1))
  }
}

/** Puts together what lies near enough to be read at once; addresses in two segments are far apart. */
function grouped(addresses: readonly Address[]): Address[][] {
  const groups: Address[][] = []
  for (const address of addresses) {
    const group = groups.at(-1)
    const near = group && address - group.at(-1)! <= nearBytes && address - group[0]! <= maxGroupBytes
    if (near) group.push(address)
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
