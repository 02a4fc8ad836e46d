import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Reply, TestProduct } from '../../support/product.js'
import { openProduct } from '../../support/product.js'
import { FIXED_CODE, PASSWORD, newMobile } from '../../support/sign-in.js'

interface Welcome {
  readonly id: string
  readonly token: string
}
type Headers = Readonly<Record<string, string>>

let product: TestProduct
beforeAll(async () => void (product = await openProduct({ TRUSTED_PROXIES: '127.0.0.1' })))
afterAll(() => product.close())

const android: Headers = { 'FZM-DEVICE': 'Android' }
const post = async (path: string, body: object = {}, headers: Headers = android) => {
  const response = await fetch(product.url + path, { method: 'POST', body: JSON.stringify(body), headers })
  const cookie = response.headers.getSetCookie()[0] ?? ''
  return { cookie, ...((await response.json()) as Reply<Welcome>) }
}
const code = async (path: string, body?: object, headers?: Headers) => (await post(path, body, headers)).result
const register = (more: object = {}, headers: Headers = android) =>
  post('/user/register', { mobile: newMobile(), captcha: FIXED_CODE, password: PASSWORD, ...more }, headers)

describe('who registers', () => {
  test('gets his account, a token and the cookie', async () => {
    const mobile = newMobile()
    const { cookie, data } = await register({ mobile, nickname: ' 小明 ' })
    expect(data).toEqual({
      id: expect.stringMatching(/^\d+$/) as string,
      uid: data.id,
      account: mobile,
      verified: 2,
      username: '小明',
      avatar: '',
      user_level: 1,
      token: expect.stringMatching(new RegExp(`^${data.id}\\.[\\w-]{43}$`)) as string,
    })
    expect(cookie).toMatch(/^session-login=\S+; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Lax$/)
    expect(await code('/user/userInfo', {}, { cookie })).toBe(0)
  })

  test('behind a trusted proxy with https gets a secure cookie', async () => {
    expect((await register({}, { ...android, 'X-Forwarded-Proto': 'https' })).cookie).toContain('; Secure')
  })

  test.each([
    ['no device', {}, {}, -1002],
    ['an unknown device', {}, { 'FZM-DEVICE': 'Toaster' }, -1006],
    ['no code', { captcha: '' }, android, -1002],
    ['a wrong code', { captcha: '000000' }, android, -4007],
    ['a short password', { password: '1234567' }, android, -1001],
    ['a password of 73 characters', { password: '密'.repeat(73) }, android, -1001],
    ['a name of 21 characters', { nickname: '👋'.repeat(21) }, android, -1001],
    ['a name of blanks', { nickname: '  ' }, android, -1001],
    ['a number of 10 digits', { mobile: '1390000000' }, android, -1001],
  ])('with %s is refused', async (_, body, headers, wanted) =>
    expect((await register(body, headers as Headers)).result).toBe(wanted),
  )

  test('may have a password of 72 characters and a name of 20', async () =>
    expect((await register({ password: '密'.repeat(72), nickname: '👋'.repeat(20) })).result).toBe(0))
})

describe('who signs in', () => {
  test('with number and password gets a token; with the token none', async () => {
    const mobile = newMobile()
    const { data: welcome } = await register({ mobile })
    const { data } = await post('/user/pwdLogin', { mobile, password: PASSWORD }, { 'FZM-DEVICE': 'PC' })
    expect(data).toEqual({ ...welcome, token: expect.any(String) as string })
    const { token: _, ...withoutToken } = welcome
    const renewed = await post('/user/tokenLogin', {}, { ...android, 'FZM-AUTH-TOKEN': welcome.token })
    expect(renewed.data).toEqual(withoutToken)
    expect(await code('/user/userInfo', {}, { cookie: renewed.cookie })).toBe(0)
  })

  test.each([
    ['/user/pwdLogin', { mobile: '13000000000', password: 'wrong' }, android, -2013],
    ['/user/pwdLogin', { mobile: '13000000000' }, android, -1002],
    ['/user/pwdLogin', { mobile: '13000000000', password: 'wrong' }, {}, -1002],
    ['/user/tokenLogin', {}, android, -1002],
    ['/user/tokenLogin', {}, { ...android, 'FZM-AUTH-TOKEN': 'junk' }, -2004],
    ['/user/tokenLogin', {}, { 'FZM-AUTH-TOKEN': 'junk' }, -1002],
    ['/user/isreg', {}, android, -1002],
    ['/send/sms', { mobile: '139' }, android, -1001],
  ])('%s %j is refused', async (path, body, headers, wanted) =>
    expect(await code(path, body, headers as Headers)).toBe(wanted),
  )

  test('may present whatever session he likes', async () => {
    const mobile = newMobile()
    const { cookie } = await register({ mobile })
    await post('/user/logout', {}, { cookie })
    for (const stale of [cookie, 'session-login=1.2.forged'])
      expect(await code('/user/pwdLogin', { mobile, password: PASSWORD }, { ...android, cookie: stale })).toBe(0)
  })
})

test('who signs out loses cookie and session, and may do so again', async () => {
  const { cookie } = await register()
  const first = await post('/user/logout', {}, { cookie })
  expect([first.result, first.data]).toEqual([0, {}])
  expect(first.cookie).toMatch(/^session-login=;.*Max-Age=0/)
  expect(await code('/user/userInfo', {}, { cookie })).toBe(-1004)
  expect(await code('/user/logout', {}, { cookie })).toBe(0)
})

test('who was taken over is told so', async () => {
  const mobile = newMobile()
  const { cookie, data } = await register({ mobile })
  await post('/user/pwdLogin', { mobile, password: PASSWORD }, { 'FZM-DEVICE': 'iOS' })
  expect(await code('/user/userInfo', {}, { cookie })).toBe(-1007)
  expect(await code('/user/userInfo', {}, { Authorization: `Bearer ${data.token}` })).toBe(-1007)
  expect(await code('/user/tokenLogin', {}, { ...android, 'FZM-AUTH-TOKEN': data.token })).toBe(-2004)
})
