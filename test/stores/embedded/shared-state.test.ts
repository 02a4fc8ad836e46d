import { AssertionError } from 'node:assert'
import { describe, expect, it } from 'vitest'
import { memorySharedState } from '../../../src/stores/embedded/shared-state.js'
import { sharedStateChecks, type Clock } from '../shared-state.contract.js'
import { sharedStateSaboteurs } from '../shared-state.saboteurs.js'

function world() {
  let time = 1_000_000
  const state = memorySharedState(() => time)
  const clock: Clock = {
    pass: (ms) => {
      time += ms
      return Promise.resolve()
    },
  }
  return { state, clock }
}

describe('shared state in memory', () => {
  it.each(sharedStateChecks)('$name', ({ run }) => {
    const { state, clock } = world()
    return run(state, clock)
  })

  it('does not pile up what has expired', async () => {
    const { state, clock } = world()
    let most = 0
    for (let at = 0; at < 10_000; at++) {
      await state.put(`key-${at}`, 'x', 100)
      await clock.pass(1)
      most = Math.max(most, state.size)
    }
    expect(most).toBeLessThan(500)
  })
})

describe('the checks of shared state', () => {
  it.each(sharedStateSaboteurs)('catch one that $name', async ({ caughtBy, lie }) => {
    const check = sharedStateChecks.find(({ name }) => name === caughtBy)
    expect(check, caughtBy).toBeDefined()
    const { state, clock } = world()
    await expect(check!.run({ ...state, ...lie(state) }, clock)).rejects.toBeInstanceOf(AssertionError)
  })
})
