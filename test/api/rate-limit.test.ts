import { expect, test } from 'vitest'
import { RateLimit } from '../../src/api/rate-limit.js'

const limited = (burst: number) => {
  const clock = { now: 1_000_000 }
  const limit = new RateLimit({ burst, refillMs: 200 }, () => clock.now)
  const send = (user: string, msgId: string): boolean => {
    const allowed = limit.allows(user, msgId)
    if (allowed) limit.accepted(user, msgId)
    return allowed
  }
  return { clock, limit, send }
}

test('so many at once, then one per 200 ms, each user for himself', () => {
  const { clock, send } = limited(3)
  expect(['1', '2', '3', '4'].map((msgId) => send('a', msgId))).toEqual([true, true, true, false])
  expect(send('b', '1')).toBe(true)
  clock.now += 199
  expect(send('a', '5')).toBe(false)
  clock.now += 1
  expect([send('a', '6'), send('a', '7')]).toEqual([true, false])
  clock.now += 3_600_000
  expect(['1a', '2a', '3a', '4a'].map((msgId) => send('a', msgId))).toEqual([true, true, true, false])
})

test('a repeat of one of the last 100 accepted costs nothing, an older or a refused one does', () => {
  const { clock, limit, send } = limited(1)
  expect(send('a', 'oldest')).toBe(true)
  expect([send('a', 'oldest'), limit.allows('a', 'refused'), limit.allows('a', 'refused')]).toEqual([
    true,
    false,
    false,
  ])
  for (let index = 0; index < 100; index++) {
    clock.now += 200
    expect(send('a', `m${index}`)).toBe(true)
  }
  expect([send('a', 'm0'), send('a', 'm99'), send('a', 'oldest'), send('a', '')]).toEqual([true, true, false, false])
})

test('burst 0 is no limit', () => {
  const { send } = limited(0)
  expect(Array.from({ length: 1000 }, () => send('a', '')).every(Boolean)).toBe(true)
})
