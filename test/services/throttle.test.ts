import { expect, test } from 'vitest'
import { giveBack, take } from '../../src/services/throttle.js'
import { memorySharedState } from '../../src/stores/embedded/shared-state.js'

const limit = { name: 'doors', most: 2, perMs: 60_000 }

const door = () => {
  let now = 1_000
  const shared = memorySharedState(() => now)
  return {
    knock: (whose = 'me') =>
      take(shared, limit, whose).then(
        () => 'in',
        (error: Error) => error.message,
      ),
    leave: () => giveBack(shared, limit, 'me'),
    pass: (ms: number) => void (now += ms),
  }
}

test('so many, then no more, each for himself', async () => {
  const { knock } = door()
  expect([await knock(), await knock(), await knock(), await knock('you')]).toEqual(['in', 'in', 'too-fast', 'in'])
})

test('the time begins with the first, and who is refused does not lengthen it', async () => {
  const { knock, pass } = door()
  await knock()
  pass(59_000)
  expect([await knock(), await knock()]).toEqual(['in', 'too-fast'])
  pass(1_000)
  expect([await knock(), await knock()]).toEqual(['in', 'in'])
})

test('what is given back can be taken, however often it was refused', async () => {
  const { knock, leave } = door()
  await knock()
  await knock()
  for (let each = 0; each < 5; each++) await knock()
  await leave()
  expect([await knock(), await knock()]).toEqual(['in', 'too-fast'])
})
