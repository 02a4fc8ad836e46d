import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, expect, it, vi } from 'vitest'
import { BEAT_MS, Lease } from '../../src/services/lease.js'
import { Membership } from '../../src/services/membership.js'
import { memorySharedState } from '../../src/stores/embedded/shared-state.js'
import type { SharedState } from '../../src/stores/shared-state.js'

afterEach(() => void vi.useRealTimers())

/** Shared state whose first answers come later than a lease counts on, or not at all. */
const troubled = (...first: readonly ('slow' | 'lost')[]): SharedState => {
  const shared = memorySharedState(Date.now)
  const troubles = [...first]
  return {
    ...shared,
    async swap(...asked) {
      const trouble = troubles.shift()
      if (trouble) vi.advanceTimersByTime(3_000)
      if (trouble === 'lost') throw new Error('no answer')
      return shared.swap(...asked)
    },
  }
}

const memberOf = (shared: SharedState, currentAt = Infinity): Membership =>
  new Membership({ node: 1, shared, log: { isCurrent: true, currentAt }, onTrouble: () => undefined })

it.each([{ troubles: ['slow', 'slow', 'slow'] }, { troubles: ['lost', 'lost', 'lost'] }] as const)(
  'waits for its number where shared state is $troubles: nobody else has it',
  async ({ troubles }) => {
    vi.useFakeTimers({ toFake: ['performance'] })
    const member = memberOf(troubled(...troubles))
    await member.join(() => undefined)
    expect(member.isServing).toBe(true)
    await member.leave()
  },
)

it('waits for its number where shared state goes away after somebody was seen to have it', async () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  const shared = memorySharedState(Date.now)
  await new Lease(shared, 'node:1').renew()
  let asked = 0
  const leaving: SharedState = {
    ...shared,
    async swap(...what) {
      if (++asked !== 2) return shared.swap(...what)
      vi.advanceTimersByTime(5_000)
      await shared.remove('lease:node:1')
      throw new Error('no answer')
    },
  }
  const member = memberOf(leaving)
  await member.join(() => undefined)
  expect(member.isServing).toBe(true)
  await member.leave()
})

it('is refused a number that somebody holds all the time', async () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  const shared = troubled()
  const first = memberOf(shared)
  await first.join(() => undefined)
  const slowly: SharedState = { ...shared, swap: (...asked) => (vi.advanceTimersByTime(1_000), shared.swap(...asked)) }
  await expect(memberOf(slowly).join(() => undefined)).rejects.toThrow('NODE_ID 1 is in use')
  await first.leave()
})

it('serves only when it has known all of the log since it holds its number', async () => {
  const shared = memorySharedState(Date.now)
  const log = { isCurrent: true, currentAt: performance.now() }
  const member = new Membership({ node: 1, shared, log, onTrouble: () => undefined })
  let hasJoined = false
  const joined = member.join(() => undefined).then(() => (hasJoined = true))
  await expect.poll(() => shared.get('lease:node:1')).toBeDefined()
  expect([member.isServing, hasJoined]).toEqual([false, false])
  log.currentAt = performance.now()
  await joined
  expect(member.isServing).toBe(true)
  await member.leave()
})

it('does not hold on to its number while it does not know all of the log, and serves nobody then', async () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  const memory = memorySharedState(Date.now)
  let renewals = 0
  const shared: SharedState = { ...memory, swap: (...asked) => (renewals++, memory.swap(...asked)) }
  const log = { isCurrent: true, currentAt: Infinity }
  const member = new Membership({ node: 1, shared, log, onTrouble: () => undefined })
  let lost = 0
  await member.join(() => void lost++)
  log.isCurrent = false
  await pause(2 * BEAT_MS)
  const before = renewals
  await pause(4 * BEAT_MS)
  expect([renewals, lost]).toEqual([before, 0])
  vi.advanceTimersByTime(3_000)
  expect(member.isServing).toBe(false)
  await expect.poll(() => lost).toBe(1)
  log.isCurrent = true
  await expect.poll(() => member.isServing).toBe(true)
  await member.leave()
})

it('waits until each of the others says that it has come so far, or holds its number no more', async () => {
  let now = 0
  const shared = memorySharedState(() => now)
  const [one, other] = [new Lease(shared, 'node:2'), new Lease(shared, 'node:15')]
  await new Lease(shared, 'node:1').renew('0')
  await one.renew('7')
  await other.renew('9')
  const passed: number[] = []
  const wait = (position: number) =>
    memberOf(shared)
      .passed(position)
      .then(() => passed.push(position))
  await wait(7)
  const waiting = [wait(8), wait(10)]
  await pause(100)
  expect(passed).toEqual([7])
  await one.renew('10')
  await waiting[0]
  await pause(100)
  expect(passed).toEqual([7, 8])
  now += 3_000
  await waiting[1]
})

it('asks again how far the others are, and gives up where that cannot be known', async () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  const memory = memorySharedState(Date.now)
  let fails = 1
  const failing: SharedState = {
    ...memory,
    async get(key) {
      if (key !== 'lease:node:2' || fails-- <= 0) return memory.get(key)
      vi.advanceTimersByTime(3_000)
      throw new Error('away')
    },
  }
  await memberOf(failing).passed(8)
  fails = Infinity
  await expect(memberOf(failing).passed(8)).rejects.toThrow('unavailable')
})

it('asks once for all who want to know at once who serves, and never tells what was so before they asked', async () => {
  const shared = memorySharedState(Date.now)
  let gets = 0
  const counted: SharedState = { ...shared, get: (key) => (gets++, shared.get(key)) }
  const member = memberOf(counted)
  const early = member.serving()
  await early
  const other = new Lease(shared, 'node:2')
  const before = member.serving()
  await other.renew()
  const after = await Promise.all(Array.from({ length: 50 }, () => member.serving()))
  await before
  expect(after.every((serving) => serving.has(other.owner))).toBe(true)
  expect(gets).toBeLessThanOrEqual(3 * 16)
})

it('a holding ends with its lease, and is not the next one', async () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  const shared = memorySharedState(Date.now)
  const member = memberOf(shared)
  await member.join(() => undefined)
  const holds = member.holding()
  expect(holds()).toBe(true)
  await shared.remove('lease:node:1')
  vi.advanceTimersByTime(3_000)
  expect(holds()).toBe(false)
  await expect.poll(() => member.isServing).toBe(true)
  expect([holds(), member.holding()()]).toEqual([false, true])
  await member.leave()
})
