import { afterEach, expect, it, vi } from 'vitest'
import { Lease, holderOf } from '../../src/services/lease.js'
import { memorySharedState } from '../../src/stores/embedded/shared-state.js'
import type { SharedState } from '../../src/stores/shared-state.js'
import { cutOff } from '../support/cut-off.js'

afterEach(() => void vi.useRealTimers())

it('is left to the next one at once, and what that one has by now stays', async () => {
  let now = 0
  const shared = memorySharedState(() => now)
  const [first, second, third] = ['first', 'second', 'third'].map(() => new Lease(shared, 'work')) as [
    Lease,
    Lease,
    Lease,
  ]
  await first.renew()
  // its own clock has not told it yet
  now = 3_000
  expect(await second.renew()).toBe(true)
  await first.release()
  expect(await third.renew()).toBe(false)
  await second.release()
  expect([second.isHeld, await third.renew()]).toEqual([false, true])
})

it('is not taken for somebody else’s where it has only run out, nor where it cannot be asked for', async () => {
  let now = 0
  let isAway = false
  const memory = memorySharedState(() => now)
  const shared = cutOff(memory, () => isAway)
  const [mine, other] = [new Lease(shared, 'work'), new Lease(shared, 'work')]
  await mine.renew()
  now = 3_000
  expect([await mine.renew(), mine.isTaken]).toEqual([true, false])
  now = 6_000
  await other.renew()
  expect([await mine.renew(), mine.isTaken]).toEqual([false, true])
  isAway = true
  await expect(mine.renew()).rejects.toThrow('away')
  expect(mine.isTaken).toBe(false)
})

it('stays with its holder when the answer to a renewal is lost', async () => {
  const memory = memorySharedState(() => 0)
  let isLost = false
  const shared: SharedState = {
    ...memory,
    async swap(...asked) {
      const swapped = await memory.swap(...asked)
      if (isLost) throw new Error('no answer')
      return swapped
    },
  }
  const mine = new Lease(shared, 'work')
  await mine.renew('first')
  isLost = true
  await expect(mine.renew('lost')).rejects.toThrow('no answer')
  isLost = false
  await mine.renew('found')
  expect(await mine.renew('next')).toBe(true)
  expect((await holderOf(shared, 'work'))?.note).toBe('next')
})

it('is counted from the asking: what is answered after it has run out is not held', async () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  const memory = memorySharedState(() => 0)
  const slow: SharedState = {
    ...memory,
    async swap(...asked) {
      const swapped = await memory.swap(...asked)
      vi.advanceTimersByTime(3_000)
      return swapped
    },
  }
  expect(await new Lease(slow, 'work').renew()).toBe(false)
})

it('goes to nobody else as long as its holder counts on it, nor a little longer: their clocks may differ', async () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  const shared = memorySharedState(() => performance.now())
  const [mine, other] = [new Lease(shared, 'work'), new Lease(shared, 'work')]
  await mine.renew()
  while (mine.isHeld) {
    vi.advanceTimersByTime(100)
    expect(await other.renew()).toBe(false)
  }
  vi.advanceTimersByTime(500)
  expect(await other.renew()).toBe(true)
})
