import assert from 'node:assert/strict'
import { StoreUnavailable, VersionConflict, type EventStore } from '../../src/stores/event-store.js'
import {
  appendEach,
  idsOf,
  newEvent,
  newEvents,
  newStream,
  readAllOf,
  toArray,
  type Check,
} from './event-store.samples.js'

async function assertConflict(append: Promise<unknown>, stream: string, [expected, actual]: [number, number]) {
  await assert.rejects(append, (error) => {
    assert.ok(error instanceof VersionConflict, `not a conflict: ${String(error)}`)
    assert.deepEqual([error.stream, error.expected, error.actual], [stream, expected, actual])
    return true
  })
}

export const appendChecks: readonly Check[] = [
  {
    name: 'append gives the version and position of its last event',
    async run(store) {
      const stream = newStream()
      const first = await store.append(stream, newEvents(1), 0)
      const second = await store.append(stream, newEvents(3), 1)
      assert.deepEqual([first.version, second.version], [1, 4])
      const stored = await toArray(store.read(stream))
      assert.deepEqual([first.position, second.position], [stored[0]!.position, stored[3]!.position])
    },
  },
  {
    name: 'all events of an append are stored, in order, side by side in the stream',
    async run(store) {
      const [stream, events] = [newStream(), newEvents(20)]
      await store.append(stream, events, 0)
      const stored = await toArray(store.read(stream))
      assert.deepEqual(idsOf(stored), idsOf(events))
      assert.deepEqual(
        stored.map(({ version }) => version),
        events.map((_, n) => n + 1),
      )
    },
  },
  {
    name: 'events come back as they were given',
    async run(store) {
      const stream = newStream()
      const data = { text: 'ä 漢字 🙂 "\\\n\u0000', deep: { list: [1, -0.5, 1e21, null, true, [], {}] }, empty: '' }
      const metadata = { at: 1, actor: 'operator', session: 's', request: 'key:r', cause: 'c' }
      const event = { ...newEvent(data), metadata }
      const { position } = await store.append(stream, [event], 0)
      const expected = { ...event, stream, version: 1, position }
      assert.deepEqual(await toArray(store.read(stream)), [expected])
      assert.deepEqual(await readAllOf(store, position - 1, [stream]), [expected])
    },
  },
  {
    name: 'an append below the version of its stream is refused and writes nothing',
    async run(store) {
      const [stream, events] = [newStream(), newEvents(3)]
      await store.append(stream, events, 0)
      await assertConflict(store.append(stream, newEvents(1), 0), stream, [0, 3])
      await assertConflict(store.append(stream, newEvents(2), 2), stream, [2, 3])
      assert.deepEqual(idsOf(await toArray(store.read(stream))), idsOf(events))
    },
  },
  {
    name: 'an append above the version of its stream is refused and writes nothing',
    async run(store) {
      const [stream, none] = [newStream(), newStream()]
      await store.append(stream, newEvents(2), 0)
      await assertConflict(store.append(stream, newEvents(1), 3), stream, [3, 2])
      await assertConflict(store.append(none, newEvents(1), 1), none, [1, 0])
      assert.equal((await toArray(store.read(stream))).length, 2)
      assert.equal((await toArray(store.read(none))).length, 0)
    },
  },
  {
    name: 'of many appends at one version exactly one wins',
    async run(store) {
      const stream = newStream()
      const tries = Array.from({ length: 32 }, () => store.append(stream, newEvents(1), 0))
      const outcomes = await Promise.allSettled(tries)
      assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1)
      for (const outcome of outcomes) {
        if (outcome.status === 'rejected') await assertConflict(Promise.reject(outcome.reason as Error), stream, [0, 1])
      }
      assert.equal((await toArray(store.read(stream))).length, 1)
    },
  },
  {
    name: 'a repeat succeeds with the first version and position and writes nothing',
    async run(store) {
      const stream = newStream()
      const [one, several] = [newEvents(1), newEvents(3)]
      const first = await store.append(stream, one, 0)
      const second = await store.append(stream, several, 1)
      await store.append(stream, newEvents(2), 4)
      assert.deepEqual(await store.append(stream, one, 0), first)
      assert.deepEqual(await store.append(stream, several, 1), second)
      assert.deepEqual(await store.append(stream, several, 1), second)
      const ids = idsOf(await readAllOf(store, first.position - 1, [stream]))
      assert.equal(ids.length, 6)
      assert.equal(new Set(ids).size, 6)
    },
  },
  {
    name: 'a repeat sent while the first is under way gets its version and position',
    async run(store) {
      const [stream, events] = [newStream(), newEvents(2)]
      const [first, again] = await Promise.all([store.append(stream, events, 0), store.append(stream, events, 0)])
      assert.deepEqual(again, first)
      assert.equal((await toArray(store.read(stream))).length, 2)
    },
  },
  {
    name: 'an append that repeats only in part conflicts',
    async run(store) {
      const [stream, events] = [newStream(), newEvents(2)]
      await store.append(stream, events, 0)
      await assertConflict(store.append(stream, [...events, newEvent()], 0), stream, [0, 2])
      await assertConflict(store.append(stream, [events[0]!, newEvent()], 0), stream, [0, 2])
      await assertConflict(store.append(stream, [newEvent(), events[1]!], 0), stream, [0, 2])
      await assertConflict(store.append(stream, [events[1]!, events[0]!], 0), stream, [0, 2])
      assert.equal((await toArray(store.read(stream))).length, 2)
    },
  },
  {
    name: 'appends to one stream take effect in the order of the calls',
    async run(store) {
      const [stream, events] = [newStream(), newEvents(50)]
      await appendEach(store, stream, events)
      assert.deepEqual(idsOf(await toArray(store.read(stream))), idsOf(events))
    },
  },
  {
    name: 'who reads sees an append when it has resolved',
    async run(store) {
      const stream = newStream()
      for (let version = 0; version < 20; version++) {
        const event = newEvent()
        const { position } = await store.append(stream, [event], version)
        assert.ok((await store.head()) >= position)
        const last = await toArray(store.read(stream, { backwards: true, limit: 1 }))
        assert.deepEqual(idsOf(last), [event.id])
        assert.deepEqual(idsOf(await readAllOf(store, position - 1, [stream])), [event.id])
      }
    },
  },
  {
    name: 'an append of no events is a TypeError',
    async run(store) {
      await assert.rejects(store.append(newStream(), [], 0), TypeError)
    },
  },
  {
    name: 'an append of over 1 MiB is a TypeError, one of a little less is not',
    async run(store) {
      const stream = newStream()
      await assert.rejects(store.append(stream, [newEvent({ text: 'x'.repeat(1 << 20) })], 0), TypeError)
      await assert.rejects(store.append(stream, [newEvent({ text: '漢'.repeat(400_000) })], 0), TypeError)
      await store.append(stream, [newEvent({ text: 'x'.repeat(1_000_000) })], 0)
      assert.equal((await toArray(store.read(stream))).length, 1)
    },
  },
]

/** Each leaves the store closed. */
export const closingChecks: readonly Check[] = [
  {
    name: 'close settles what is under way',
    async run(store) {
      const stream = newStream()
      const under = Array.from({ length: 10 }, (_, n) => store.append(stream, newEvents(1), n))
      await store.close()
      assert.deepEqual(
        (await Promise.all(under)).map(({ version }) => version),
        [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
      )
    },
  },
  {
    name: 'appends after close reject with StoreUnavailable',
    async run(store: EventStore) {
      await store.close()
      await assert.rejects(store.append(newStream(), newEvents(1), 0), StoreUnavailable)
    },
  },
]
