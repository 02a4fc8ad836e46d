import assert from 'node:assert/strict'
import { setImmediate } from 'node:timers/promises'
import type { Recorded } from '../../src/domain/decision.js'
import {
  appendEach,
  idsOf,
  newEvent,
  newEvents,
  newStream,
  soon,
  subscribed,
  toArray,
  type Check,
} from './event-store.samples.js'

export const subscriptionChecks: readonly Check[] = [
  {
    name: 'a subscription gives what is there and goes on with what comes',
    async run(store) {
      const [stream, old, live] = [newStream(), newEvents(40), newEvents(60)]
      const after = await store.head()
      await appendEach(store, stream, old)
      let version = old.length
      const next = async (): Promise<void> => {
        if (version === 100) return
        await store.append(stream, [live[version - 40]!], version)
        version++
      }
      const seen = await subscribed(store, { after, streams: [stream], until: live.at(-1)!.id, onRun: next })
      assert.deepEqual(idsOf(seen), idsOf([...old, ...live]))
      assert.deepEqual(seen, await toArray(store.read(stream)))
    },
  },
  {
    name: 'a subscription begins behind its position',
    async run(store) {
      const [stream, events] = [newStream(), newEvents(6)]
      await store.append(stream, events.slice(0, 4), 0)
      const third = (await toArray(store.read(stream)))[2]!
      const following = subscribed(store, { after: third.position, streams: [stream], until: events[5]!.id })
      await store.append(stream, events.slice(4), 4)
      assert.deepEqual(idsOf(await following), idsOf(events.slice(3)))
    },
  },
  {
    name: 'subscriptions begun while others append miss nothing and double nothing',
    async run(store) {
      const streams = Array.from({ length: 8 }, newStream)
      const after = await store.head()
      const end = newEvent()
      const followers: Promise<Recorded[]>[] = []
      const writer = async (stream: string): Promise<void> => {
        for (let version = 0; version < 40; version++) {
          await store.append(stream, newEvents(1), version)
          if (version % 10 === 5) followers.push(subscribed(store, { after, streams, until: end.id }))
        }
      }
      await Promise.all(streams.map(writer))
      await store.append(streams[0]!, [end], 40)
      const written = (await toArray(store.readAll(after))).flat().filter(({ stream }) => streams.includes(stream))
      assert.equal(written.length, 8 * 40 + 1)
      for (const seen of await Promise.all(followers)) assert.deepEqual(seen, written)
    },
  },
  {
    name: 'a slow consumer gets everything, in runs of 1 to 1,000',
    async run(store) {
      const [stream, events] = [newStream(), newEvents(3000)]
      const after = await store.head()
      let version = 0
      const more = async (run: readonly Recorded[]): Promise<void> => {
        assert.ok(run.length <= 1000)
        if (version === events.length) return
        for (const to = version + 1000; version < to; version += 100) {
          await store.append(stream, events.slice(version, version + 100), version)
        }
      }
      await more([])
      const seen = await subscribed(store, { after, streams: [stream], until: events.at(-1)!.id, onRun: more })
      assert.deepEqual(idsOf(seen), idsOf(events))
    },
  },
  {
    name: 'a subscription shows only what can be read',
    async run(store) {
      const [stream, events] = [newStream(), newEvents(40)]
      const following = subscribed(store, {
        after: await store.head(),
        streams: [stream],
        until: events.at(-1)!.id,
        async onRun(run) {
          const last = run.at(-1)!
          const stored = await toArray(store.read(stream, { after: last.version - 1, limit: 1 }))
          assert.deepEqual(stored, [last], 'an event was shown before it could be read')
          assert.ok((await store.head()) >= last.position)
        },
      })
      await Promise.all([following, appendEach(store, stream, events)])
    },
  },
  {
    name: 'a subscription goes on after a pause',
    async run(store) {
      const [stream, events] = [newStream(), newEvents(4)]
      let shown = (): void => undefined
      const following = subscribed(store, {
        after: await store.head(),
        streams: [stream],
        until: events.at(-1)!.id,
        onRun: () => shown(),
      })
      const writing = async (): Promise<void> => {
        for (const [version, event] of events.entries()) {
          const next = new Promise<void>((resolve) => (shown = resolve))
          await store.append(stream, [event], version)
          await next
          await setImmediate()
        }
      }
      const [seen] = await Promise.all([following, writing()])
      assert.deepEqual(idsOf(seen), idsOf(events))
    },
  },
  {
    name: 'a signal ends a subscription: before it begins, between runs, and while it waits',
    async run(store) {
      await store.append(newStream(), newEvents(3), 0)
      const before = toArray(store.subscribe(0, AbortSignal.abort()))
      assert.deepEqual(await soon(before, 'the end of a subscription'), [])
      const between = new AbortController()
      for await (const run of store.subscribe(0, between.signal)) {
        assert.ok(!between.signal.aborted, `${run.length} events after the end`)
        between.abort()
      }
      const waiting = new AbortController()
      const ended = toArray(store.subscribe(await store.head(), waiting.signal))
      await setImmediate()
      waiting.abort()
      await soon(ended, 'the end of a subscription')
    },
  },
]
