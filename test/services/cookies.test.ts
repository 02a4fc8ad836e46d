import { describe, expect, test } from 'vitest'
import { cookies } from '../../src/services/cookies.js'

const jar = cookies('a secret')
const ticket = { user: '351843720888320', session: '351843720888321' }
const line = jar.issue(ticket, false)
const pair = line.split(';')[0] ?? ''

test('a cookie is for scripts of nobody and for this site', () => {
  expect(line).toMatch(/^session-login=[^;]+; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Lax$/)
  expect(jar.issue(ticket, true)).toBe(`${line}; Secure`)
})

test('a cookie that is cleared is empty and over', () =>
  expect(jar.clear(false)).toBe('session-login=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax'))

describe('a header is read', () => {
  test.each([
    ['as a browser sends it', pair],
    ['as a whole Set-Cookie string', line],
    ['among others', `lang=zh; ${line}; Path=/; Expires=never`],
    ['behind an empty one', `session-login=; ${pair}`],
  ])('%s', (_, header) => expect(jar.read(header)).toEqual(ticket))

  test.each([
    ['without any cookie', undefined],
    ['without ours', 'lang=zh; login=1'],
    ['after it was cleared', jar.clear(false)],
  ])('%s: none', (_, header) => expect(jar.read(header)).toBe('none'))

  test.each([
    ['for another session', pair.replace('888321', '888322')],
    ['for another user', pair.replace('888320', '888322')],
    ['cut short', pair.slice(0, -1)],
    ['without a signature', pair.replace(/\.[^.]*$/, '')],
    ['signed by another', cookies('another secret').issue(ticket, false)],
    ['of junk', 'session-login=%00.%00.%00'],
  ])('%s: forged', (_, header) => expect(jar.read(header)).toBe('forged'))
})
