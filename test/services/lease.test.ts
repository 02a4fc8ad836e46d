import { expect, it } from 'vitest'
import { Lease } from '../../src/services/lease.js'
import { memorySharedState } from '../../src/stores/embedded/shared-state.js'

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
