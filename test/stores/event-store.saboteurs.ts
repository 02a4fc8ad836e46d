import { randomUUID } from 'node:crypto'
import type { Recorded } from '../../src/domain/decision.js'
import { VersionConflict, type Appended, type EventStore, type NewEvent } from '../../src/stores/event-store.js'
import { instead, toArray } from './event-store.samples.js'

/** A store that breaks one guarantee, and the check that has to find it. */
export interface Saboteur {
  readonly name: string
  readonly caughtBy: string
  sabotage(store: EventStore): EventStore
}

type Runs = AsyncIterable<readonly Recorded[]>

async function versionOf(store: EventStore, stream: string): Promise<number> {
  return (await toArray(store.read(stream, { backwards: true, limit: 1 })))[0]?.version ?? 0
}

/** Appends at whatever version the stream is. */
async function force(store: EventStore, stream: string, events: readonly NewEvent[]): Promise<Appended> {
  for (;;) {
    try {
      return await store.append(stream, events, await versionOf(store, stream))
    } catch (error) {
      if (!(error instanceof VersionConflict)) throw error
    }
  }
}

async function* mapRuns(runs: Runs, change: (run: readonly Recorded[]) => readonly Recorded[]): Runs {
  for await (const run of runs) {
    const changed = change(run)
    if (changed.length > 0) yield changed
  }
}

const anew = (events: readonly NewEvent[]): NewEvent[] => events.map((event) => ({ ...event, id: randomUUID() }))

const appendSaboteurs: readonly Saboteur[] = [
  {
    name: 'ignores the expected version',
    caughtBy: 'an append below the version of its stream is refused and writes nothing',
    sabotage: (store) => instead(store, { append: (stream, events) => force(store, stream, events) }),
  },
  {
    name: 'loses the last event of a batch',
    caughtBy: 'all events of an append are stored, in order, side by side in the stream',
    sabotage: (store) =>
      instead(store, {
        append: (stream, events, expected) =>
          store.append(stream, events.length > 1 ? events.slice(0, -1) : events, expected),
      }),
  },
  {
    name: 'doubles on a retry',
    caughtBy: 'a repeat succeeds with the first version and position and writes nothing',
    sabotage(store) {
      const known = new Set<string>()
      return instead(store, {
        async append(stream, events, expected) {
          const repeated = events.every(({ id }) => known.has(id))
          for (const { id } of events) known.add(id)
          return repeated ? force(store, stream, anew(events)) : store.append(stream, events, expected)
        },
      })
    },
  },
  {
    name: 'answers a retry with the place of the last event',
    caughtBy: 'a repeat succeeds with the first version and position and writes nothing',
    sabotage: (store) =>
      instead(store, {
        async append(stream, events, expected) {
          const appended = await store.append(stream, events, expected)
          const [last] = await toArray(store.read(stream, { backwards: true, limit: 1 }))
          return { ...appended, position: last?.position ?? appended.position }
        },
      }),
  },
  {
    name: 'takes a part of a repeat for a repeat',
    caughtBy: 'an append that repeats only in part conflicts',
    sabotage: (store) =>
      instead(store, {
        async append(stream, events, expected) {
          const stored = await toArray(store.read(stream, { after: expected, limit: 1 }))
          if (stored[0]?.id !== events[0]?.id || !stored[0]) return store.append(stream, events, expected)
          return { version: stored[0].version, position: stored[0].position }
        },
      }),
  },
  {
    name: 'names the expected version as the actual one',
    caughtBy: 'an append above the version of its stream is refused and writes nothing',
    sabotage: (store) =>
      instead(store, {
        append: (stream, events, expected) =>
          store.append(stream, events, expected).catch((error: unknown) => {
            throw error instanceof VersionConflict ? new VersionConflict(stream, expected, expected) : error
          }),
      }),
  },
  {
    name: 'resolves before it has written',
    caughtBy: 'who reads sees an append when it has resolved',
    sabotage: (store) =>
      instead(store, {
        async append(stream, events, expected) {
          const position = (await store.head()) + events.length
          store.append(stream, events, expected).catch(() => undefined)
          return { version: expected + events.length, position }
        },
      }),
  },
]

async function* swapped<T>(items: AsyncIterable<T>): AsyncGenerator<T> {
  const [first, second, ...others] = await toArray(items)
  for (const item of [second, first]) if (item !== undefined) yield item
  yield* others
}

const readSaboteurs: readonly Saboteur[] = [
  {
    name: 'reads a stream out of order',
    caughtBy: 'read goes forwards, from behind `after`, up to `limit`',
    sabotage: (store) => instead(store, { read: (stream, options) => swapped(store.read(stream, options)) }),
  },
  {
    name: 'reads backwards from the version itself',
    caughtBy: 'read goes backwards, from before `after`, up to `limit`',
    sabotage: (store) =>
      instead(store, {
        read(stream, options = {}) {
          const { after, backwards } = options
          return store.read(stream, backwards && after !== undefined ? { ...options, after: after + 1 } : options)
        },
      }),
  },
  {
    name: 'forgets the limit',
    caughtBy: 'readAll gives at most `limit` events',
    sabotage: (store) => instead(store, { readAll: (after) => store.readAll(after) }),
  },
  {
    name: 'forgets `after`',
    caughtBy: 'readAll gives what lies above a position, in runs of 1 to 1,000',
    sabotage: (store) => instead(store, { readAll: (_, limit) => store.readAll(0, limit) }),
  },
  {
    name: 'gives the log out of order',
    caughtBy: 'positions increase along the log and along each stream',
    sabotage: (store) =>
      instead(store, { readAll: (after, limit) => mapRuns(store.readAll(after, limit), (run) => [...run].reverse()) }),
  },
]

async function* skipFirstLive(store: EventStore, after: number, signal: AbortSignal): Runs {
  const joint = await store.head()
  let skipped = false
  yield* mapRuns(store.subscribe(after, signal), (run) => {
    const live = skipped ? -1 : run.findIndex(({ position }) => position > joint)
    skipped ||= live >= 0
    return live < 0 ? run : run.toSpliced(live, 1)
  })
}

async function* doubleAtJoint(store: EventStore, after: number, signal: AbortSignal): Runs {
  const old = (await toArray(store.readAll(after))).flat()
  if (old.length > 0) yield old.slice(-1000)
  yield* store.subscribe(old.at(-2)?.position ?? after, signal)
}

async function* stopsAfterOneRun(store: EventStore, after: number, signal: AbortSignal): Runs {
  for await (const run of store.subscribe(after, signal)) {
    yield run
    break
  }
}

const subscriptionSaboteurs: readonly Saboteur[] = [
  {
    name: 'skips an event between old and live ones',
    caughtBy: 'a subscription gives what is there and goes on with what comes',
    sabotage: (store) => instead(store, { subscribe: (after, signal) => skipFirstLive(store, after, signal) }),
  },
  {
    name: 'doubles an event between old and live ones',
    caughtBy: 'subscriptions begun while others append miss nothing and double nothing',
    sabotage: (store) => instead(store, { subscribe: (after, signal) => doubleAtJoint(store, after, signal) }),
  },
  {
    name: 'stops following',
    caughtBy: 'a subscription goes on after a pause',
    sabotage: (store) => instead(store, { subscribe: (after, signal) => stopsAfterOneRun(store, after, signal) }),
  },
  {
    name: 'begins a subscription at its position',
    caughtBy: 'a subscription begins behind its position',
    sabotage: (store) =>
      instead(store, { subscribe: (after, signal) => store.subscribe(Math.max(0, after - 1), signal) }),
  },
  {
    name: 'shows events before they are on disk',
    caughtBy: 'a subscription shows only what can be read',
    sabotage(store) {
      // Reads see an event only some time after subscriptions do.
      const shown = new Map<string, number>()
      const late = (event: Recorded): boolean => {
        const times = (shown.get(event.id) ?? 0) + 1
        shown.set(event.id, times)
        return times > 1
      }
      return instead(store, { read: (stream, options) => only(store.read(stream, options), late) })
    },
  },
  {
    name: 'does not hear the signal',
    caughtBy: 'a signal ends a subscription: before it begins, between runs, and while it waits',
    sabotage: (store) => instead(store, { subscribe: (after) => store.subscribe(after, new AbortController().signal) }),
  },
]

async function* only<T>(items: AsyncIterable<T>, wanted: (item: T) => boolean): AsyncGenerator<T> {
  for await (const item of items) if (wanted(item)) yield item
}

export const saboteurs: readonly Saboteur[] = [...appendSaboteurs, ...readSaboteurs, ...subscriptionSaboteurs]
