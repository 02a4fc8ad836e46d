import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Recorded } from '../../src/domain/decision.js'
import { Follower } from '../../src/projections/follower.js'
import type { Shown } from '../../src/projections/shown.js'
import { openEmbeddedEventStore } from '../../src/stores/embedded/event-store.js'
import { StoreUnavailable, type EventStore } from '../../src/stores/event-store.js'
import { fatal, fresh } from '../support/world.js'

/** What another process has stored, as a test says it. */
class Elsewhere {
  stored = 0
  missing: readonly string[] = []
  isAway = false
  look(): Promise<readonly string[]> {
    return Promise.resolve(this.missing)
  }
  checkpoint(): Promise<number> {
    return this.isAway ? Promise.reject(new StoreUnavailable('away')) : Promise.resolve(this.stored)
  }
}

let folder: string
let log: EventStore
let elsewhere: Elsewhere
let follower: Follower
let read = 0
const said: string[] = []
const received: number[] = []
const visible: number[] = []
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'annals-follower-'))
  const disk = await openEmbeddedEventStore(join(folder, 'log'), { onFatal: fatal })
  log = disk
  elsewhere = new Elsewhere()
  for (const list of [said, received, visible]) list.length = 0
  read = 0
  const counted: EventStore = Object.assign(Object.create(disk) as EventStore, {
    async *subscribe(...range: Parameters<EventStore['subscribe']>) {
      for await (const run of disk.subscribe(...range)) {
        read += run.length
        yield run
      }
    },
  })
  follower = new Follower({
    events: counted,
    shown: elsewhere as unknown as Shown,
    onProgress: (sentence) => said.push(sentence),
  })
})
afterEach(async () => {
  vi.restoreAllMocks()
  await follower.close()
  await log.close()
  await rm(folder, { recursive: true, force: true })
})

const append = async (count: number): Promise<number> => {
  const head = await log.head()
  const events = Array.from({ length: count }, () => fresh('UserRenamed', { user: '1', name: 'a' }))
  for (let at = 0; at < count; at += 500) await log.append('user-1', events.slice(at, at + 500), head + at)
  return log.head()
}
const positions = (events: readonly Recorded[]) => events.map(({ position }) => position)
const follow = (): void =>
  follower.follow(
    {
      received: (events) => void received.push(...positions(events)),
      visible: async (events) => void visible.push(...positions(events)),
    },
    fatal,
  )

test('each event is held back until what is stored has passed it, and known before that', async () => {
  await follower.open()
  follow()
  await append(3)
  await expect.poll(() => received).toEqual([1, 2, 3])
  expect([visible, follower.position]).toEqual([[], 0])
  elsewhere.stored = 2
  expect(await follower.waitFor(2)).toBe(true)
  expect([visible, follower.position, await follower.waitFor(3, 50)]).toEqual([[1, 2], 2, false])
  elsewhere.stored = 9
  expect(await follower.waitFor(3)).toBe(true)
  expect([visible, follower.position]).toEqual([[1, 2, 3], 3])
})

test('nobody hears that an event is visible before the sockets are told', async () => {
  await follower.open()
  let told: (() => void) | undefined
  const tell = () => new Promise<void>((resolve) => (told = resolve))
  follower.follow({ received: () => undefined, visible: tell }, fatal)
  elsewhere.stored = await append(1)
  await expect.poll(() => told).toBeDefined()
  expect([await follower.waitFor(1, 100), follower.position]).toEqual([false, 0])
  told?.()
  expect(await follower.waitFor(1)).toBe(true)
})

test('what is held is bounded: the log is read no further until there is room', async () => {
  await follower.open()
  follow()
  const head = await append(14_000)
  await expect.poll(() => received.length, { timeout: 10_000 }).toBeGreaterThan(10_000)
  const before = read
  expect(await follower.waitFor(head, 300)).toBe(false)
  expect(read).toBe(before)
  expect(read).toBeLessThanOrEqual(12_000)
  await expect.poll(() => follower.isCurrent, { timeout: 6_000 }).toBe(false)
  elsewhere.stored = head
  expect(await follower.waitFor(head, 10_000)).toBe(true)
  expect(visible).toEqual(Array.from({ length: head }, (_, at) => at + 1))
  await expect.poll(() => follower.isCurrent, { timeout: 5_000 }).toBe(true)
})

test('who was stopped for long is not current before he has seen which copies serve', async () => {
  await follower.open()
  follow()
  await expect.poll(() => follower.isCurrent).toBe(true)
  elsewhere.missing = ['rooms']
  const now = performance.now.bind(performance)
  vi.spyOn(performance, 'now').mockImplementation(() => now() + 60_000)
  const awake = performance.now()
  await expect.poll(() => follower.currentAt).toBeGreaterThan(awake)
  expect(follower.isCurrent).toBe(false)
  elsewhere.missing = []
  await expect.poll(() => follower.isCurrent).toBe(true)
})

test('who cannot ask how far the log is, is not current', async () => {
  await follower.open()
  follow()
  await expect.poll(() => follower.isCurrent).toBe(true)
  const head = vi.spyOn(log, 'head').mockRejectedValue(new StoreUnavailable('away'))
  await expect.poll(() => follower.isCurrent, { timeout: 6_000 }).toBe(false)
  head.mockRestore()
  await expect.poll(() => follower.isCurrent, { timeout: 5_000 }).toBe(true)
})

test('it waits for read models that nobody has built, and for a store that is away, and says so', async () => {
  elsewhere.missing = ['rooms']
  const opened = follower.open()
  await expect.poll(() => said).toContain('waiting for a projector to build rooms')
  elsewhere.missing = []
  await opened
  follow()
  elsewhere.isAway = true
  await append(1)
  await expect.poll(() => said.some((sentence) => sentence.includes('cannot be read')), { timeout: 5_000 }).toBe(true)
  expect(await follower.stored().catch(String)).toContain('unavailable')
  elsewhere.isAway = false
  elsewhere.stored = 1
  expect(await follower.waitFor(1, 10_000)).toBe(true)
})
