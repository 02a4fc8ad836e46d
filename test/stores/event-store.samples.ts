import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { Recorded } from '../../src/domain/decision.js'
import type { EventStore, NewEvent } from '../../src/stores/event-store.js'

/** One guarantee of the port. Throws if a store does not keep it; the store may hold other events, and be used by others. */
export interface Check {
  readonly name: string
  run(store: EventStore): Promise<void>
}

export const newStream = (): string => `contract-${randomUUID()}`

export function newEvent(data: object = {}): NewEvent {
  return { id: randomUUID(), type: 'SomethingHappened', data, metadata: { at: 1_700_000_000_000, actor: 'u-1' } }
}

export const newEvents = (count: number): NewEvent[] => Array.from({ length: count }, (_, n) => newEvent({ n }))

export async function toArray<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}

/** Appends one event each, all in flight at once, to a stream that does not exist. */
export async function appendEach(store: EventStore, stream: string, events: readonly NewEvent[]): Promise<void> {
  await Promise.all(events.map((event, n) => store.append(stream, [event], n)))
}

/** What a promise gives; throws when it gives nothing for 3 s. */
export async function soon<T>(promise: Promise<T>, what: string): Promise<T> {
  const stop = new AbortController()
  const late = async (): Promise<never> => {
    await delay(3000, undefined, { signal: stop.signal })
    return assert.fail(`${what}: not in 3 s`)
  }
  try {
    return await Promise.race([promise, late()])
  } finally {
    stop.abort()
  }
}

export const idsOf = (events: readonly { readonly id: string }[]): string[] => events.map(({ id }) => id)

/** Events of some streams above a position, as readAll gives them. */
export async function readAllOf(store: EventStore, after: number, streams: readonly string[]): Promise<Recorded[]> {
  return (await toArray(store.readAll(after))).flat().filter(({ stream }) => streams.includes(stream))
}

export interface Following {
  readonly after: number
  readonly streams: readonly string[]
  /** Ends behind the event with this id. */
  readonly until: string
  /** Awaited after each run of these streams' events. */
  readonly onRun?: (run: readonly Recorded[]) => Promise<void> | void
}

/** What a subscription gives of some streams. Throws when it ends by itself, or when nothing more comes of it for 3 s. */
export async function subscribed(store: EventStore, following: Following): Promise<Recorded[]> {
  const { after, streams, until, onRun } = following
  const stop = new AbortController()
  const seen: Recorded[] = []
  const timer = setTimeout(() => stop.abort(), 3000)
  try {
    for await (const run of store.subscribe(after, stop.signal)) {
      timer.refresh()
      const wanted = run.filter(({ stream }) => streams.includes(stream))
      seen.push(...wanted)
      if (wanted.length > 0) await onRun?.(wanted)
      if (wanted.some(({ id }) => id === until)) return seen
    }
  } finally {
    clearTimeout(timer)
    stop.abort()
  }
  assert.fail(`the subscription ended after ${seen.length} events`)
}

/** A store that does some things otherwise. */
export function instead(store: EventStore, replaced: Partial<EventStore>): EventStore {
  return {
    append: (stream, events, expected) => store.append(stream, events, expected),
    read: (stream, options) => store.read(stream, options),
    readAll: (after, limit) => store.readAll(after, limit),
    subscribe: (after, signal) => store.subscribe(after, signal),
    head: () => store.head(),
    close: () => store.close(),
    ...replaced,
  }
}
