import type { Recorded } from '../domain/decision.js'
import type { EventStore, NewEvent } from '../stores/event-store.js'
import { Unsuccessful } from './verb.js'

/** A log and the one that is to become the same. */
export interface Pair {
  readonly source: EventStore
  readonly target: EventStore
}

/** Told of each position of the source that the work has passed, and how many events that were. */
export type OnMoved = (position: number, events: number) => void

/** Events that follow one another in the log and in their stream: one append. */
interface Batch {
  readonly stream: string
  readonly events: NewEvent[]
  readonly expected: number
  bytes: number
  position: number
}

const MOST_EVENTS = 500
const MOST_BYTES = 256 << 10
const APPENDS_IN_FLIGHT = 256
const BYTES_IN_FLIGHT = 8 << 20

/** Up to where in the source the target holds it already. @throws Unsuccessful where it holds something else */
export const heldOf = async ({ source, target }: Pair): Promise<number> => {
  const head = await target.head()
  if (head === 0) return 0
  for await (const [last] of target.readAll(head - 1, 1)) {
    if (last === undefined) continue
    for await (const same of source.read(last.stream, { after: last.version - 1, limit: 1 }))
      if (same.id === last.id) return same.position
    const { stream, version, id } = last
    throw new Unsuccessful(
      `The target holds another log, or has gone on by itself: its last event, version ${version} of ${stream} (${id}), is not in the source.`,
    )
  }
  return 0
}

/** Behind one position, up to another. */
export async function* eventsOf(store: EventStore, after: number, upTo: number): AsyncGenerator<Recorded> {
  for await (const run of store.readAll(after))
    for (const event of run) {
      if (event.position > upTo) return
      yield event
    }
}

/** At most, with the ids and names around it. */
const sizeOf = ({ data, metadata }: Recorded): number => 200 + 3 * JSON.stringify([data, metadata]).length

const fits = (batch: Batch, { stream }: Recorded, bytes: number): boolean =>
  batch.stream === stream && batch.events.length < MOST_EVENTS && batch.bytes + bytes <= MOST_BYTES

/**
 * Greedy, so that the batches behind the end of a batch are the same whenever the copy begins there: what an earlier try has still under
 * way is repeated by this one, and not contradicted.
 */
async function* batches(source: EventStore, after: number, upTo: number): AsyncGenerator<Batch> {
  let batch: Batch | undefined
  for await (const event of eventsOf(source, after, upTo)) {
    const bytes = sizeOf(event)
    if (batch && !fits(batch, event, bytes)) {
      yield batch
      batch = undefined
    }
    const { stream, version, id, type, data, metadata, position } = event
    batch ??= { stream, events: [], expected: version - 1, bytes: 0, position }
    batch.events.push({ id, type, data, metadata })
    batch.bytes += bytes
    batch.position = position
  }
  if (batch) yield batch
}

/** What is under way. */
interface Flight {
  appends: number
  bytes: number
  landed: number
  failure: { readonly error: unknown } | undefined
  wake: () => void
}

/** The first one lands alone: the store is known to take what follows. */
const isFull = ({ appends, bytes, landed }: Flight): boolean =>
  appends >= (landed === 0 ? 1 : APPENDS_IN_FLIGHT) || bytes >= BYTES_IN_FLIGHT

const until = async (flight: Flight, done: () => boolean): Promise<void> => {
  while (!done()) await new Promise<void>((resolve) => (flight.wake = resolve))
}

/**
 * Appends what lies behind `after` up to `upTo`, many appends at a time in the order of the log. Rejects with what failed first, when
 * nothing is under way any more: what the target then holds is the beginning of the source.
 */
export const pour = async ({ source, target }: Pair, after: number, upTo: number, moved: OnMoved): Promise<void> => {
  const flight: Flight = { appends: 0, bytes: 0, landed: 0, failure: undefined, wake: () => undefined }
  const send = async ({ stream, events, expected, bytes, position }: Batch): Promise<void> => {
    flight.appends += 1
    flight.bytes += bytes
    try {
      await target.append(stream, events, expected)
      flight.landed += 1
      moved(position, events.length)
    } catch (error) {
      flight.failure ??= { error }
    }
    flight.appends -= 1
    flight.bytes -= bytes
    flight.wake()
  }
  try {
    for await (const batch of batches(source, after, upTo)) {
      await until(flight, () => flight.failure !== undefined || !isFull(flight))
      if (flight.failure) break
      void send(batch)
    }
  } finally {
    await until(flight, () => flight.appends === 0)
  }
  if (flight.failure) throw flight.failure.error
}
