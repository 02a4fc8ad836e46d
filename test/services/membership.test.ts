import { afterEach, expect, it, vi } from 'vitest'
import { Lease } from '../../src/services/lease.js'
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
