import { expect, it } from 'vitest'
import { Lease } from '../../src/services/lease.js'
import { memorySharedState } from '../../src/stores/embedded/shared-state.js'
import type { SharedState } from '../../src/stores/shared-state.js'

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
  const shared: SharedState = {
    ...memory,
    swap: (...asked) => (isAway ? Promise.reject(new Error('away')) : memory.swap(...asked)),
  }
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
