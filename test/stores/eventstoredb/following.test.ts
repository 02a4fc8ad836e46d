import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { follow } from '../../../src/stores/follow.js'
import { withDouble } from '../../support/eventstore-double/with-double.js'
import type { EventStoreDouble } from '../../support/eventstore-double/double.js'
import type { EventStore } from '../../../src/stores/event-store.js'
import { idsOf, newEvent, newEvents, newStream } from '../event-store.samples.js'

interface Followed {
  readonly store: EventStore
  readonly double: EventStoreDouble
  readonly seen: string[]
}

/** Runs while a follower takes what comes. */
async function following(run: (followed: Followed) => Promise<void>): Promise<void> {
  await withDouble(async (store, double) => {
    const [stop, seen] = [new AbortController(), [] as string[]]
    const take = (events: readonly { readonly id: string }[]): void => void seen.push(...idsOf(events))
    const followed = follow(store, 0, take, stop.signal)
    await run({ store, double, seen })
    stop.abort()
    await followed
  })
}

test('a subscription that is cut is taken up behind the last event', async () => {
  await following(async ({ store, double, seen }) => {
    const [stream, events] = [newStream(), newEvents(30)]
    for (const [n, event] of events.entries()) {
      await store.append(stream, [event], n)
      if (n % 10 === 5) double.wire.cut()
    }
    await expect.poll(() => seen.length, { timeout: 5000 }).toBe(30)
    expect(seen).toEqual(idsOf(events))
  })
})

test('a subscription that falls silent is noticed', async () => {
  await following(async ({ store, double, seen }) => {
    const [stream, events] = [newStream(), newEvents(3)]
    await store.append(stream, events.slice(0, 1), 0)
    await expect.poll(() => seen).toEqual(idsOf(events.slice(0, 1)))
    double.faults.silence()
    await store.append(stream, events.slice(1), 1)
    await expect.poll(() => seen, { timeout: 5000 }).toEqual(idsOf(events))
  })
})

test('a subscription that has nothing to say is left alone', async () => {
  await following(async ({ store, double, seen }) => {
    await store.append(newStream(), newEvents(1), 0)
    await expect.poll(() => seen).toHaveLength(1)
    await delay(1000)
    expect(double.faults.subscriptions).toBe(1)
  })
})

test('a subscription stalls with the store and goes on with it', async () => {
  await following(async ({ store, double, seen }) => {
    await store.append(newStream(), newEvents(1), 0)
    await expect.poll(() => seen).toHaveLength(1)
    double.faults.stall()
    double.wire.cut()
    await delay(700)
    double.faults.resume()
    const event = newEvent()
    await store.append(newStream(), [event], 0)
    await expect.poll(() => seen, { timeout: 5000 }).toContain(event.id)
    expect(seen).toHaveLength(2)
  })
})

/** Far more than the buffers on the way can hold. */
const many = 10_000

/** How many events the store has sent, once it sends no more. */
async function sentInTheEnd({ faults }: EventStoreDouble): Promise<number> {
  let before = -1
  while (faults.sent > before) {
    before = faults.sent
    await delay(300)
  }
  return before
}

test.each(['subscribe', 'readAll'] as const)(
  'what a slow consumer has not asked for stays on the server: %s',
  async (how) => {
    await withDouble(async (store, double) => {
      for (let version = 0; version < many; version += 1000) {
        await store.append('annals-long', newEvents(1000), version)
      }
      const stop = new AbortController()
      const runs = how === 'subscribe' ? store.subscribe(0, stop.signal) : store.readAll(0)
      let taken = 0
      for await (const run of runs) {
        if (taken === 0) expect(await sentInTheEnd(double)).toBeLessThan(many / 2)
        taken += run.length
        if (taken === many) break
      }
      expect(taken).toBe(many)
    })
  },
)

test('nothing is kept open by reads that are left early', async () => {
  await withDouble(async (store, double) => {
    const { position } = await store.append('annals-short', newEvents(300), 0)
    for (let n = 0; n < 20; n++) {
      for await (const { version } of store.read('annals-short')) if (version === 2) break
      for await (const run of store.readAll(position - 1)) if (run.length > 0) break
      for await (const run of store.readAll(position)) if (run.length > 0) break
    }
    expect(double.wire.connections).toBe(1)
    await store.close()
    await expect.poll(() => double.wire.connections).toBe(0)
  })
})
