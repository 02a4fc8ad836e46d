import { expect, test } from 'vitest'
import { firstIdAt, friendConversation, idGenerator, isId, placeOf, timeOfId } from '../../src/domain/ids.js'

const NOW = Date.UTC(2026, 0, 1)
const numbers = (ids: readonly string[]) => ids.map(Number)
const increases = (ids: readonly string[]) => numbers(ids).every((id, at, all) => at === 0 || id > all[at - 1]!)

test('ids increase, also when the clock stands or goes back', () => {
  let now = NOW
  const next = idGenerator(3, () => now)
  const ids = Array.from({ length: 1_000 }, (_, made) => ((now = made === 500 ? NOW - 60_000 : now), next()))
  expect(increases(ids)).toBe(true)
})

test('an id tells its time', () => {
  const id = idGenerator(15, () => NOW)()
  expect(timeOfId(id)).toBe(NOW)
  expect(Number(id)).toBeGreaterThanOrEqual(firstIdAt(NOW))
  expect(Number(id)).toBeLessThan(firstIdAt(NOW + 1))
})

test('messages of one conversation in one ms do not push the time ahead', () => {
  const next = idGenerator(0, () => NOW)
  let last = next()
  for (let said = 1; said < 256; said++) {
    const id = next(last)
    expect(Number(id)).toBeGreaterThan(Number(last))
    last = id
  }
  expect(timeOfId(last)).toBe(NOW)
  expect(timeOfId(next(last))).toBe(NOW + 1)
})

test('an id is above one that another node has made, whatever its time', () => {
  const next = idGenerator(0, () => NOW)
  const others = idGenerator(15, () => NOW)
  for (const other of [others(), idGenerator(15, () => NOW + 5_000)(), String(Number.MAX_SAFE_INTEGER - 2 ** 40)])
    expect(Number(next(other))).toBeGreaterThan(Number(other))
  expect(increases([next(), next(), next('1')])).toBe(true)
})

test('two nodes never make the same id', () => {
  const made = [0, 1, 15].flatMap((node) => {
    const next = idGenerator(node, () => NOW)
    return Array.from({ length: 600 }, () => next())
  })
  expect(new Set(made).size).toBe(1_800)
})

test.each(['', '-1', '01', '1e3', ' 1', '9007199254740992', '٣', '1_2', '99999999999999999'])('%j is no id', (text) => {
  expect(isId(text)).toBe(false)
})

test('a conversation of two has one id', () => {
  expect(friendConversation('9', '10')).toBe('friend_9_10')
  expect(friendConversation('10', '9')).toBe('friend_9_10')
  expect(placeOf('friend_9_10')).toEqual({ kind: 'friend', users: ['9', '10'] })
  expect(placeOf('room_5')).toEqual({ kind: 'room', room: '5' })
})
