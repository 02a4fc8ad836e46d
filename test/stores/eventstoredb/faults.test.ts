import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { Recorded } from '../../../src/domain/decision.js'
import { StoreUnavailable } from '../../../src/stores/event-store.js'
import { openEventStoreDb } from '../../../src/stores/eventstoredb/event-store.js'
import { EventStoreDouble } from '../../support/eventstore-double/double.js'
import { withDouble } from '../../support/eventstore-double/with-double.js'
import { idsOf, newEvents, newStream, toArray } from '../event-store.samples.js'

test('an opening waits for a store that is away, and tells why', async () => {
  const double = await EventStoreDouble.start()
  await double.wire.shut()
  const reasons: string[] = []
  const opening = openEventStoreDb(double.url, {
    answerMs: 500,
    patienceMs: 100,
    onWaiting: (reason) => reasons.push(reason),
  })
  await expect.poll(() => reasons.length).toBeGreaterThan(2)
  expect(reasons[0]).toMatch(/UNAVAILABLE|no answer|nothing came/)
  await double.wire.open()
  const store = await opening
  await store.append(newStream(), newEvents(1), 0)
  await store.close()
  await double.stop()
})

test('an address that cannot be understood is refused', async () => {
  await expect(openEventStoreDb('esdb://host:port?tls=false')).rejects.toThrow('port')
})

test('while the store is away commands are refused, and afterwards all goes on', async () => {
  await withDouble(
    async (store, double) => {
      const [stream, events] = [newStream(), newEvents(2)]
      await store.append(stream, events.slice(0, 1), 0)
      await double.wire.shut()
      await expect(store.append(stream, events.slice(1), 1)).rejects.toThrow(StoreUnavailable)
      await expect(toArray(store.read(stream))).rejects.toThrow(StoreUnavailable)
      await expect(store.head()).rejects.toThrow(StoreUnavailable)
      await double.wire.open()
      await expect.poll(() => store.append(stream, events.slice(1), 1).catch(() => undefined)).toBeDefined()
      expect(idsOf(await toArray(store.read(stream)))).toEqual(idsOf(events))
    },
    { patienceMs: 500 },
  )
})

test('an append whose connection is cut is repeated at once, and written once', async () => {
  await withDouble(
    async (store, double) => {
      const [stream, events] = [newStream(), newEvents(20)]
      double.faults.answerAfterMs = 50
      const appends = events.map((event, n) => store.append(stream, [event], n))
      await expect.poll(() => double.faults.appends).toBeGreaterThan(3)
      double.wire.cut()
      double.faults.answerAfterMs = 0
      expect((await Promise.all(appends)).map(({ version }) => version)).toEqual(events.map((_, n) => n + 1))
      expect(idsOf(await toArray(store.read(stream)))).toEqual(idsOf(events))
    },
    { answerMs: 60_000 },
  )
})

test('an append whose answer is lost succeeds with its first version and position', async () => {
  await withDouble(async (store, double) => {
    const stream = newStream()
    double.faults.loseAnswers = 1
    const appended = await store.append(stream, newEvents(3), 0)
    expect(double.faults.appends).toBe(2)
    const stored = await toArray(store.read(stream))
    expect(stored).toHaveLength(3)
    expect(appended).toEqual({ version: 3, position: stored[2]!.position })
  })
})

test.each([{ tries: 0 }, { tries: 1 }])('who may write $tries times tries no more often', async ({ tries }) => {
  await withDouble(async (store, double) => {
    const stream = newStream()
    double.faults.loseRequests = 1
    let left = tries
    await expect(store.append(stream, newEvents(1), 0, () => left-- > 0)).rejects.toThrow(StoreUnavailable)
    expect(double.faults.appends).toBe(tries)
    expect(await toArray(store.read(stream))).toEqual([])
  })
})

test.each(['writeAfterMs', 'answerAfterMs'] as const)(
  'an append that is done after the time-out is done once: %s',
  async (late) => {
    await withDouble(
      async (store, double) => {
        const [stream, events] = [newStream(), newEvents(2)]
        double.faults[late] = 300
        const appended = store.append(stream, events, 0)
        await expect.poll(() => double.faults.appends).toBeGreaterThan(1)
        double.faults[late] = 0
        expect((await appended).version).toBe(2)
        await delay(400)
        expect(idsOf(await toArray(store.read(stream)))).toEqual(idsOf(events))
      },
      { answerMs: 100 },
    )
  },
)

test('one lost answer holds up nothing else', async () => {
  await withDouble(async (store, double) => {
    await store.append(newStream(), newEvents(1), 0)
    double.faults.loseAnswers = 1
    const [lost, ...others] = Array.from({ length: 10 }, () => store.append(newStream(), newEvents(1), 0))
    await Promise.all(others)
    expect(double.faults.appends).toBe(11)
    await lost
  })
})

test.each(['as-a-conflict', 'without-position'] as const)(
  'a repeat is known by its ids when the server answers it %s',
  async (how) => {
    await withDouble(async (store, double) => {
      const [stream, events] = [newStream(), newEvents(3)]
      const first = await store.append(stream, events, 0)
      await store.append(stream, newEvents(1), 3)
      double.faults.repeats = how
      expect(await store.append(stream, events, 0)).toEqual(first)
    })
  },
)

test('a stream that was deleted for good refuses at once', async () => {
  await withDouble(async (store, double) => {
    const stream = newStream()
    await store.append(stream, newEvents(1), 0)
    double.log.tombstone(stream)
    await expect(store.append(stream, newEvents(1), 1)).rejects.toThrow('was deleted for good')
    expect(double.faults.appends).toBe(2)
  })
})

test('versions go on after a soft delete', async () => {
  await withDouble(async (store, double) => {
    const stream = newStream()
    await store.append(stream, newEvents(2), 0)
    double.log.softDelete(stream)
    expect(await toArray(store.read(stream))).toEqual([])
    expect((await store.append(stream, newEvents(1), 2)).version).toBe(3)
  })
})

test('an append waits until it is known what became of the one before it in its stream', async () => {
  await withDouble(async (store, double) => {
    const [stream, events] = [newStream(), newEvents(2)]
    await store.append(newStream(), newEvents(1), 0)
    double.faults.loseRequests = 1
    const appends = events.map((event, n) => store.append(stream, [event], n))
    expect((await Promise.all(appends)).map(({ version }) => version)).toEqual([1, 2])
  })
})

test('stores in one process do not disturb one another', async () => {
  await withDouble(async (store, double) => {
    await withDouble(async (other, otherDouble) => {
      double.faults.answerAfterMs = 100
      const slow = store.append(newStream(), newEvents(1), 0)
      const cut = other.append(newStream(), newEvents(1), 0)
      otherDouble.wire.cut()
      expect((await Promise.all([slow, cut])).map(({ version }) => version)).toEqual([1, 1])
    })
    expect(double.faults.appends).toBe(1)
  })
})

test('a stalled store is unavailable, and nothing is left waiting', async () => {
  await withDouble(
    async (store, double) => {
      const stream = newStream()
      await store.append(stream, newEvents(1), 0)
      double.faults.stall()
      const read: Promise<Recorded[]> = toArray(store.read(stream))
      const results = await Promise.allSettled([store.append(stream, newEvents(1), 1), read, store.head()])
      expect(
        results.map((result) => result.status === 'rejected' && result.reason instanceof StoreUnavailable),
      ).toEqual([true, true, true])
    },
    { answerMs: 100, patienceMs: 300 },
  )
})
