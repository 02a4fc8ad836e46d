import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, expect, test, vi } from 'vitest'
import { Projecting } from '../../src/projecting.js'
import type { Runner } from '../../src/projections/runner.js'
import { BEAT_MS, Lease } from '../../src/services/lease.js'
import { memorySharedState } from '../../src/stores/embedded/shared-state.js'
import type { SharedState } from '../../src/stores/shared-state.js'
import { cutOff } from '../support/cut-off.js'

afterEach(() => void vi.useRealTimers())

test('what fails is begun again once it is closed, also where its closing fails', async () => {
  const told: string[] = []
  let begun = 0
  const open = () => {
    const turn = ++begun
    told.push(`opened ${turn}`)
    const runner = {
      open: () => Promise.resolve(),
      follow: (_: unknown, failed: (error: unknown) => void) => turn === 1 && failed('no more memory'),
    } as unknown as Runner
    const close = async (): Promise<void> => {
      await new Promise((resolve) => setTimeout(resolve, 400))
      told.push(`closed ${turn}`)
      throw new Error('not closed well')
    }
    return Promise.resolve({ runner, close })
  }
  const lease = new Lease(memorySharedState(Date.now), 'projector')
  const projecting = new Projecting({ lease, open, onTrouble: (sentence) => told.push(sentence) })
  projecting.start()
  await expect.poll(() => begun, { timeout: 10_000 }).toBe(2)
  await projecting.close()
  const end = "the projector's end: Error: not closed well"
  const again = 'the projector begins again: no more memory'
  expect(told).toEqual(['opened 1', again, 'closed 1', end, 'opened 2', 'closed 2', end])
})

test('of two one is at work at a time: the other begins when it gets the lease, and who has lost it ends', async () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  let now = 0
  let isAway = false
  const memory = memorySharedState(() => now)
  const cut = cutOff(memory, () => isAway)
  const told: string[] = []
  const processOf = (name: string, shared: SharedState): Projecting => {
    const runner = { open: () => Promise.resolve(), follow: () => undefined } as unknown as Runner
    const close = () => Promise.resolve(void told.push(`${name} closed`))
    const open = () => Promise.resolve(void told.push(`${name} opened`)).then(() => ({ runner, close }))
    return new Projecting({ lease: new Lease(shared, 'projector'), open, onTrouble: () => undefined })
  }
  const [first, second] = [processOf('first', cut), processOf('second', memory)]
  first.start()
  await expect.poll(() => told).toEqual(['first opened'])
  second.start()
  await pause(3 * BEAT_MS)
  expect([told, first.isAtWork, second.isAtWork]).toEqual([['first opened'], true, false])
  isAway = true
  vi.advanceTimersByTime(3_000)
  await expect.poll(() => told).toEqual(['first opened', 'first closed'])
  now += 3_000
  await expect.poll(() => told).toEqual(['first opened', 'first closed', 'second opened'])
  expect([first.isAtWork, second.isAtWork]).toEqual([false, true])
  await Promise.all([first.close(), second.close()])
})
