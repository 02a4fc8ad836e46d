import { expect, test, vi } from 'vitest'
import { StoreUnavailable, type EventStore } from '../../../../src/stores/event-store.js'
import { faultyDisk, type Faults } from '../../../support/faulty-disk.js'
import { eventsAfterCrash, withFolder, withStore } from '../../../support/log-folder.js'
import { appendEach, idsOf, newEvents, subscribed, toArray } from '../../event-store.samples.js'

type Run = (
  store: EventStore,
  at: { faults: Faults; folder: string; onFatal: ReturnType<typeof vi.fn> },
) => Promise<void>

async function withFaults(run: Run, segmentBytes = 1 << 20): Promise<void> {
  await withFolder(async (folder) => {
    const [faults, onFatal] = [{ free: Infinity } as Faults, vi.fn()]
    const options = { disk: faultyDisk(faults), onFatal, segmentBytes }
    await withStore(folder, (store) => run(store, { faults, folder, onFatal }), options)
  })
}

const refused = { status: 'rejected', reason: expect.any(StoreUnavailable) as unknown }

test('a full disk refuses what does not fit, and the log goes on when there is room again', async () => {
  await withFaults(async (store, { faults, folder, onFatal }) => {
    const events = newEvents(3)
    await store.append('room', [events[0]!], 0)
    for (const free of [0, 1, 40, 150]) {
      faults.free = free
      await expect(store.append('room', [events[1]!], 1)).rejects.toThrow(StoreUnavailable)
      expect(idsOf(await toArray(store.read('room')))).toEqual(idsOf(events.slice(0, 1)))
    }
    faults.free = Infinity
    expect(await store.append('room', [events[1]!], 1)).toEqual({ version: 2, position: 2 })
    expect(await store.append('room', [events[2]!], 2)).toEqual({ version: 3, position: 3 })
    expect(onFatal).not.toHaveBeenCalled()
    expect(idsOf(await eventsAfterCrash(folder))).toEqual(idsOf(events))
  })
})

test('what waits behind a failed append of its stream fails too', async () => {
  await withFaults(async (store, { faults }) => {
    faults.free = 0
    const failing = Array.from({ length: 5 }, (_, n) => store.append('room', newEvents(1), n))
    expect(await Promise.allSettled(failing)).toEqual(Array(5).fill(refused))
    faults.free = Infinity
    await appendEach(store, 'room', newEvents(5))
    expect(await toArray(store.read('room'))).toHaveLength(5)
  })
})

test('an append that finds its version only because an earlier one failed is written', async () => {
  await withFaults(async (store, { faults }) => {
    faults.free = 0
    const first = store.append('room', newEvents(2), 0)
    const second = store.append('room', newEvents(1), 0)
    await expect(first).rejects.toThrow(StoreUnavailable)
    faults.free = Infinity
    expect(await second).toEqual({ version: 1, position: 1 })
  })
})

test('where no new segment can be made, appends are refused until it can', async () => {
  await withFaults(async (store, { faults }) => {
    await store.append('room', newEvents(1), 0)
    faults.open = new Error('too many open files')
    await expect(store.append('room', newEvents(1), 1)).rejects.toThrow(StoreUnavailable)
    delete faults.open
    await store.append('room', newEvents(1), 1)
    expect(await toArray(store.read('room'))).toHaveLength(2)
  }, 100)
})

test('after a failed flush the process is told to end, and nothing is appended any more', async () => {
  await withFaults(async (store, { faults, onFatal }) => {
    await store.append('room', newEvents(1), 0)
    faults.sync = new Error('input/output error')
    const [first, second] = [store.append('room', newEvents(1), 1), store.append('other', newEvents(1), 0)]
    expect(await Promise.allSettled([first, second])).toEqual([refused, refused])
    expect(onFatal).toHaveBeenCalledTimes(1)
    delete faults.sync
    await expect(store.append('third', newEvents(1), 0)).rejects.toThrow(StoreUnavailable)
    expect(await store.head()).toBe(1)
    expect(onFatal).toHaveBeenCalledTimes(1)
  })
})

test('a half written batch that cannot be cut off ends the process', async () => {
  await withFaults(async (store, { faults, onFatal }) => {
    faults.free = 60
    faults.truncate = new Error('input/output error')
    await expect(store.append('room', newEvents(1), 0)).rejects.toThrow(StoreUnavailable)
    expect(onFatal).toHaveBeenCalledTimes(1)
    await expect(store.append('room', newEvents(1), 0)).rejects.toThrow(StoreUnavailable)
  })
})

test('nobody sees an event before it is flushed; a crash at that moment leaves whole appends', async () => {
  await withFaults(async (store, { faults, folder }) => {
    await store.append('room', newEvents(1), 0)
    let flush = (): void => undefined
    faults.held = new Promise((resolve) => (flush = resolve))
    const events = newEvents(3)
    const append = store.append('room', events, 1)
    const stop = new AbortController()
    const seen = toArray(store.subscribe(1, stop.signal))
    await vi.waitFor(async () => expect(await eventsAfterCrash(folder)).toHaveLength(4))
    expect(await store.head()).toBe(1)
    expect(await toArray(store.read('room'))).toHaveLength(1)
    expect(await toArray(store.readAll(1))).toEqual([])
    stop.abort()
    expect(await seen).toEqual([])
    flush()
    await append
    const following = subscribed(store, { after: 1, streams: ['room'], until: events[2]!.id })
    expect(idsOf(await following)).toEqual(idsOf(events))
  })
})
