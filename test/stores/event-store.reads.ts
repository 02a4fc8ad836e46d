import assert from 'node:assert/strict'
import type { EventStore, ReadOptions } from '../../src/stores/event-store.js'
import { appendEach, idsOf, newEvents, newStream, readAllOf, toArray, type Check } from './event-store.samples.js'

const upTo = (count: number): number[] => Array.from({ length: count }, (_, n) => n + 1)

async function versions(store: EventStore, stream: string, options: ReadOptions): Promise<number[]> {
  return (await toArray(store.read(stream, options))).map(({ version }) => version)
}

/** A stream of ten events, in appends of one, two, three and four. */
async function ten(store: EventStore): Promise<string> {
  const stream = newStream()
  for (const [expected, count] of [0, 1, 3, 6].map((version, n) => [version, n + 1] as const)) {
    await store.append(stream, newEvents(count), expected)
  }
  return stream
}

export const readChecks: readonly Check[] = [
  {
    name: 'a stream that does not exist has no events',
    async run(store) {
      assert.deepEqual(await toArray(store.read(newStream())), [])
      assert.deepEqual(await toArray(store.read(newStream(), { backwards: true, after: 7, limit: 3 })), [])
    },
  },
  {
    name: 'read goes forwards, from behind `after`, up to `limit`',
    async run(store) {
      const stream = await ten(store)
      assert.deepEqual(await versions(store, stream, {}), upTo(10))
      assert.deepEqual(await versions(store, stream, { after: 0 }), upTo(10))
      assert.deepEqual(await versions(store, stream, { after: 4 }), [5, 6, 7, 8, 9, 10])
      assert.deepEqual(await versions(store, stream, { limit: 4 }), [1, 2, 3, 4])
      assert.deepEqual(await versions(store, stream, { after: 4, limit: 3 }), [5, 6, 7])
      assert.deepEqual(await versions(store, stream, { after: 8, limit: 100 }), [9, 10])
      assert.deepEqual(await versions(store, stream, { after: 10 }), [])
      assert.deepEqual(await versions(store, stream, { after: 99 }), [])
    },
  },
  {
    name: 'read goes backwards, from before `after`, up to `limit`',
    async run(store) {
      const stream = await ten(store)
      const backwards = true
      assert.deepEqual(await versions(store, stream, { backwards }), upTo(10).reverse())
      assert.deepEqual(await versions(store, stream, { backwards, limit: 3 }), [10, 9, 8])
      assert.deepEqual(await versions(store, stream, { backwards, after: 4 }), [3, 2, 1])
      assert.deepEqual(await versions(store, stream, { backwards, after: 9, limit: 3 }), [8, 7, 6])
      assert.deepEqual(await versions(store, stream, { backwards, after: 99, limit: 2 }), [10, 9])
      assert.deepEqual(await versions(store, stream, { backwards, after: 1 }), [])
    },
  },
  {
    name: 'a long stream is read whole in both directions',
    async run(store) {
      const [stream, other, events] = [newStream(), newStream(), newEvents(700)]
      await Promise.all([appendEach(store, stream, events), appendEach(store, other, newEvents(300))])
      assert.deepEqual(idsOf(await toArray(store.read(stream))), idsOf(events))
      assert.deepEqual(idsOf(await toArray(store.read(stream, { backwards: true }))), idsOf(events).reverse())
      assert.deepEqual(await versions(store, stream, { after: 350, limit: 200 }), upTo(550).slice(350))
    },
  },
  {
    name: 'positions increase along the log and along each stream',
    async run(store) {
      const [before, streams] = [await store.head(), [newStream(), newStream(), newStream()]]
      await Promise.all(streams.map((stream) => appendEach(store, stream, newEvents(30))))
      const all = await readAllOf(store, before, streams)
      assert.equal(all.length, 90)
      assert.ok(all.every(({ position }) => Number.isSafeInteger(position) && position > before))
      assert.ok(all.every(({ position }, i) => i === 0 || position > all[i - 1]!.position))
      for (const stream of streams) {
        const own = all.filter((event) => event.stream === stream)
        assert.deepEqual(own, await toArray(store.read(stream)))
        assert.deepEqual(
          own.map(({ version }) => version),
          upTo(30),
        )
      }
    },
  },
  {
    name: 'readAll gives what lies above a position, in runs of 1 to 1,000',
    async run(store) {
      const [stream, events] = [newStream(), newEvents(2500)]
      const before = await store.head()
      await store.append(stream, events, 0)
      const runs = await toArray(store.readAll(before))
      assert.ok(runs.every((run) => run.length >= 1 && run.length <= 1000))
      const own = runs.flat().filter((event) => event.stream === stream)
      assert.deepEqual(idsOf(own), idsOf(events))
      const behind = await readAllOf(store, own[1233]!.position, [stream])
      assert.deepEqual(idsOf(behind), idsOf(events.slice(1234)))
    },
  },
  {
    name: 'readAll gives at most `limit` events',
    async run(store) {
      const before = await store.head()
      await store.append(newStream(), newEvents(5), 0)
      await store.append(newStream(), newEvents(5), 0)
      const all = (await toArray(store.readAll(before))).flat()
      for (const limit of [1, 3, 7]) {
        assert.deepEqual((await toArray(store.readAll(before, limit))).flat(), all.slice(0, limit))
      }
    },
  },
  {
    name: 'readAll above the head ends with nothing',
    async run(store) {
      const stream = newStream()
      await store.append(stream, newEvents(1), 0)
      assert.deepEqual(await readAllOf(store, await store.head(), [stream]), [])
    },
  },
  {
    name: 'head is the position of the last event',
    async run(store) {
      const { position } = await store.append(newStream(), newEvents(3), 0)
      const head = await store.head()
      assert.ok(head >= position)
      const last = (await toArray(store.readAll(position - 1))).flat().at(-1)
      assert.ok(last && last.position >= head)
    },
  },
]
