import assert from 'node:assert/strict'
import type { SharedState } from '../../src/stores/shared-state.js'

/** A clock of the check's own, so that no check waits. */
export interface Clock {
  readonly pass: (ms: number) => Promise<void>
}

export interface SharedStateCheck {
  readonly name: string
  readonly run: (state: SharedState, clock: Clock) => Promise<void>
}

const MINUTE = 60_000

export const sharedStateChecks: readonly SharedStateCheck[] = [
  {
    name: 'what is put is there, what was never put is not',
    async run(state) {
      await state.put('a', 'one', MINUTE)
      await state.put('empty', '', MINUTE)
      assert.equal(await state.get('a'), 'one')
      assert.equal(await state.get('empty'), '')
      assert.equal(await state.get('b'), undefined)
    },
  },
  {
    name: 'put replaces value and time',
    async run(state, clock) {
      await state.put('a', 'one', 1000)
      await state.put('a', 'two', 5000)
      await clock.pass(2000)
      assert.equal(await state.get('a'), 'two')
      await state.put('a', 'three', 1000)
      await clock.pass(1500)
      assert.equal(await state.get('a'), undefined)
    },
  },
  {
    name: 'an entry is there until its time is over',
    async run(state, clock) {
      await state.put('a', 'one', 2000)
      await clock.pass(1000)
      assert.equal(await state.get('a'), 'one')
      await clock.pass(1000)
      assert.equal(await state.get('a'), undefined)
    },
  },
  {
    name: 'remove takes one entry away',
    async run(state) {
      await state.put('a', 'one', MINUTE)
      await state.put('b', 'two', MINUTE)
      await state.remove('a')
      await state.remove('nothing')
      assert.equal(await state.get('a'), undefined)
      assert.equal(await state.get('b'), 'two')
    },
  },
  {
    name: 'swap sets only where the value is still the expected one',
    async run(state) {
      assert.equal(await state.swap('a', 'other', 'one', MINUTE), false)
      assert.equal(await state.get('a'), undefined)
      assert.equal(await state.swap('a', undefined, 'one', MINUTE), true)
      assert.equal(await state.swap('a', undefined, 'two', MINUTE), false)
      assert.equal(await state.swap('a', 'other', 'two', MINUTE), false)
      assert.equal(await state.get('a'), 'one')
      assert.equal(await state.swap('a', 'one', 'two', MINUTE), true)
      assert.equal(await state.get('a'), 'two')
      assert.equal(await state.swap('a', 'two', 'two', MINUTE), true)
    },
  },
  {
    name: 'of many swaps at once one wins',
    async run(state) {
      const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']
      const won = await Promise.all(names.map((name) => state.swap('lease', undefined, name, MINUTE)))
      assert.equal(won.filter(Boolean).length, 1)
      assert.equal(await state.get('lease'), names[won.indexOf(true)])
    },
  },
  {
    name: 'swap takes an expired entry as none and starts a new time',
    async run(state, clock) {
      await state.put('a', 'one', 1000)
      await clock.pass(1500)
      assert.equal(await state.swap('a', 'one', 'two', 5000), false)
      assert.equal(await state.swap('a', undefined, 'two', 5000), true)
      assert.equal(await state.swap('a', 'two', 'three', 1000), true)
      await clock.pass(1500)
      assert.equal(await state.get('a'), undefined)
    },
  },
  {
    name: 'increment counts from 0 and gives the new value',
    async run(state) {
      assert.equal(await state.increment('n', 2, MINUTE), 2)
      assert.equal(await state.increment('n', 3, MINUTE), 5)
      assert.equal(await state.increment('n', -1, MINUTE), 4)
      assert.equal(await state.increment('m', 1, MINUTE), 1)
      assert.equal(await state.get('n'), '4')
    },
  },
  {
    name: 'many increments at once are all counted',
    async run(state) {
      const sums = await Promise.all(Array.from({ length: 20 }, () => state.increment('n', 1, MINUTE)))
      assert.deepEqual(
        sums.toSorted((a, b) => a - b),
        Array.from({ length: 20 }, (_, at) => at + 1),
      )
    },
  },
  {
    name: 'a later increment does not lengthen the time, and counting starts anew after it',
    async run(state, clock) {
      await state.increment('n', 1, 2000)
      await clock.pass(1500)
      assert.equal(await state.increment('n', 1, 2000), 2)
      await clock.pass(1000)
      assert.equal(await state.get('n'), undefined)
      assert.equal(await state.increment('n', 1, 2000), 1)
    },
  },
]
