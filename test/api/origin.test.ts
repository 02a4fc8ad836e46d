import { describe, expect, it } from 'vitest'
import { carriesCookie, isAllowedOrigin } from '../../src/api/origin.js'

describe('isAllowedOrigin', () => {
  const allowed = (origin: string | undefined, host = 'chat.example:8090') =>
    isAllowedOrigin(origin === undefined ? { host } : { origin, host }, ['https://app.example'])

  it('lets in the same host, those listed, and who is no browser', () => {
    expect(['http://chat.example:8090', 'https://app.example', undefined].map((origin) => allowed(origin))).toEqual([
      true,
      true,
      true,
    ])
  })

  it('refuses all others', () => {
    const foreign = [
      'http://chat.example',
      'https://evil.example',
      'null',
      'http://app.example',
      'https://app.example.evil',
    ]
    for (const origin of foreign) expect(allowed(origin)).toBe(false)
  })
})

describe('carriesCookie', () => {
  it('looks for the session cookie', () => {
    expect(carriesCookie({ cookie: 'a=b; session-login=x' })).toBe(true)
    expect(carriesCookie({ cookie: 'a=b' })).toBe(false)
    expect(carriesCookie({})).toBe(false)
  })
})
