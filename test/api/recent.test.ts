import { expect, test } from 'vitest'
import { Recent } from '../../src/api/recent.js'

test('what is used stays, what is not goes, and never more than twice the half is held', () => {
  const recent = new Recent<number>(10)
  for (let index = 0; index < 100; index++) {
    recent.set(`k${index}`, index)
    if (index >= 3) expect(recent.get('k3')).toBe(3)
  }
  const held = Array.from({ length: 100 }, (_, index) => recent.get(`k${index}`)).filter((value) => value !== undefined)
  expect(held.length).toBeLessThanOrEqual(20)
  expect([recent.get('k99'), recent.get('k0')]).toEqual([99, undefined])
})
