import { setImmediate } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import type { EventStore } from '../../src/stores/event-store.js'
import { follow } from '../../src/stores/follow.js'
import { withFolder, withStore } from '../support/log-folder.js'
import { appendEach, idsOf, instead, newEvents } from './event-store.samples.js'

/** Runs with a store whose subscriptions are lost after so many runs. */
async function losing(runs: number, run: (store: EventStore, lost: () => number) => Promise<void>): Promise<void> {
  let lost = 0
  const subscribe = (store: EventStore): EventStore['subscribe'] =>
    async function* (after, signal) {
      let left = runs
      for await (const events of store.subscribe(after, signal)) {
        yield events
        if (--left === 0) {
          lost++
          throw new Error('connection lost')
        }
      }
    }
  await withFolder((folder) =>
    withStore(folder, (store) => run(instead(store, { subscribe: subscribe(store) }), () => lost)),
  )
}

describe('follow', () => {
  test('hands on each event once, in order, through lost subscriptions', async () => {
    await losing(1, async (store, lost) => {
      const [events, seen, stop] = [newEvents(3), [] as string[], new AbortController()]
      await store.append('room', [events[0]!], 0)
      const following = follow(
        store,
        0,
        async (run) => {
          seen.push(...idsOf(run))
          if (seen.length === 3) stop.abort()
          else await store.append('room', [events[seen.length]!], seen.length)
        },
        stop.signal,
      )
      await following
      expect(seen).toEqual(idsOf(events))
      expect(lost()).toBe(3)
    })
  })

  test('begins behind a position', async () => {
    await losing(9, async (store) => {
      const [events, stop] = [newEvents(5), new AbortController()]
      await appendEach(store, 'room', events)
      const seen: string[] = []
      const handle = (run: readonly { id: string }[]): void => {
        seen.push(...idsOf(run))
        if (seen.length === 2) stop.abort()
      }
      await follow(store, 3, handle, stop.signal)
      expect(seen).toEqual(idsOf(events.slice(3)))
    })
  })

  test('asks for the next run when the last is handled', async () => {
    await losing(99, async (store) => {
      const stop = new AbortController()
      await store.append('room', newEvents(3000), 0)
      let [busy, seen] = [false, 0]
      const handle = async (run: readonly unknown[]): Promise<void> => {
        expect(busy).toBe(false)
        busy = true
        await setImmediate()
        busy = false
        seen += run.length
        if (seen === 3000) stop.abort()
      }
      await follow(store, 0, handle, stop.signal)
      expect(seen).toBe(3000)
    })
  })

  test('rejects with what the handler throws', async () => {
    await losing(9, async (store) => {
      await store.append('room', newEvents(1), 0)
      const handle = (): never => {
        throw new Error('cannot fold')
      }
      await expect(follow(store, 0, handle, new AbortController().signal)).rejects.toThrow('cannot fold')
    })
  })

  test('ends with its signal while it waits', async () => {
    await losing(9, async (store) => {
      const stop = new AbortController()
      const following = follow(store, 0, () => undefined, stop.signal)
      stop.abort()
      await following
    })
  })
})
