import { AssertionError } from 'node:assert'
import { afterEach, describe, expect, it } from 'vitest'
import { openMongoSharedState } from '../../../src/stores/mongodb/shared-state.js'
import type { SharedState } from '../../../src/stores/shared-state.js'
import { sharedStateChecks, type Clock } from '../shared-state.contract.js'
import { sharedStateSaboteurs } from '../shared-state.saboteurs.js'
import { addressOf, dropDatabase, MONGODB_URL } from './database.js'

const address = MONGODB_URL ? addressOf(`annals_shared_${process.pid}`) : ''
let opened: SharedState[] = []

afterEach(async () => {
  for (const state of opened) await state.close()
  opened = []
  if (MONGODB_URL) await dropDatabase(address)
})

async function world() {
  let time = 1_000_000
  const state = await openMongoSharedState(address, () => time)
  opened.push(state)
  const clock: Clock = {
    pass: async (ms) => {
      time += ms
    },
  }
  return { state, clock }
}

describe.skipIf(!MONGODB_URL)('shared state over MongoDB', () => {
  it.each(sharedStateChecks)('$name', async ({ run }) => {
    const { state, clock } = await world()
    await run(state, clock)
  })

  it('is the same for all processes', async () => {
    const { state: one } = await world()
    const { state: other } = await world()
    await one.put('a', 'one', 1000)
    expect(await other.swap('a', 'one', 'two', 1000)).toBe(true)
    expect(await one.get('a')).toBe('two')
    const sums = await Promise.all([one, other, one, other].map((each) => each.increment('n', 1, 1000)))
    expect(sums.toSorted()).toEqual([1, 2, 3, 4])
  })
})

describe.skipIf(!MONGODB_URL)('the checks of shared state, over MongoDB', () => {
  it.each(sharedStateSaboteurs)('catch one that $name', async ({ caughtBy, lie }) => {
    const check = sharedStateChecks.find(({ name }) => name === caughtBy)
    const { state, clock } = await world()
    await expect(check!.run({ ...state, ...lie(state) }, clock)).rejects.toBeInstanceOf(AssertionError)
  })
})
