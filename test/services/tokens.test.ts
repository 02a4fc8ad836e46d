import { expect, test } from 'vitest'
import { hashToken, makeToken, userOfToken } from '../../src/services/tokens.js'

test('a token is 256 random bits behind its user', () => {
  const [one, two] = [makeToken('10'), makeToken('10')]
  expect(one).toMatch(/^10\.[\w-]{43}$/)
  expect(one).not.toBe(two)
  expect(userOfToken(one)).toBe('10')
})

test('only a hash is kept, which tells tokens apart', () => {
  const token = makeToken('10')
  expect(hashToken(token)).toBe(hashToken(token))
  expect(hashToken(token)).not.toBe(hashToken(makeToken('10')))
  expect(hashToken(token)).not.toContain(token.slice(3))
})

const bits = 'A'.repeat(43)
test.each([
  '',
  bits,
  `.${bits}`,
  `10.${bits}A`,
  `10.${bits.slice(1)}`,
  `x.${bits}`,
  `007.${bits}`,
  `9999999999999999.${bits}`,
])('%s is no token', (text) => expect(userOfToken(text)).toBeUndefined())
