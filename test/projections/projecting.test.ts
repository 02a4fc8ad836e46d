import { expect, test } from 'vitest'
import { Projecting } from '../../src/projecting.js'
import type { Runner } from '../../src/projections/runner.js'
import { Lease } from '../../src/services/lease.js'
import { memorySharedState } from '../../src/stores/embedded/shared-state.js'

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
