import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkCode, sendCode, spendCode } from '../../src/commands/codes.js'
import type { TestCore } from '../support/core.js'
import { openCore } from '../support/core.js'
import {
  DAY,
  FIXED_CODE,
  HOUR,
  MINUTE,
  advance,
  answer,
  easyParts,
  newMobile,
  strictParts,
} from '../support/sign-in.js'

let here: TestCore
beforeAll(async () => void (here = await openCore()))
afterAll(() => here.close())

let addresses = 0
const parts = strictParts()
const send = (mobile: string, address = `198.51.100.${++addresses}`) =>
  answer(here.core, (context) => sendCode(context, parts, { mobile, address }))
const check = (mobile: string, captcha: string) =>
  answer(here.core, (context) => checkCode(context, parts, { mobile, captcha }))
const codeFor = async (mobile: string): Promise<string> => {
  await send(mobile)
  return parts.codes.get(mobile) ?? ''
}
const another = (code: string): string => (code === '000000' ? '000001' : '000000')
const pass = (ms: number): void => advance(here.core, ms)

describe('a code', () => {
  test('has six digits and is right until it is spent', async () => {
    const mobile = newMobile()
    const code = await codeFor(mobile)
    expect(code).toMatch(/^\d{6}$/)
    expect([await check(mobile, code), await check(mobile, code)]).toEqual([undefined, undefined])
    await answer(here.core, (context) => spendCode(context, parts, mobile))
    expect(await check(mobile, code)).toBe('code-expired')
  })

  test('is for one number', async () => {
    const [mine, yours] = [newMobile(), newMobile()]
    const code = await codeFor(mine)
    const other = await codeFor(yours)
    expect(await check(yours, code)).toBe(code === other ? undefined : 'wrong-code')
  })

  test('was never sent', async () => expect(await check(newMobile(), '123456')).toBe('code-expired'))

  test('lives for five minutes', async () => {
    const mobile = newMobile()
    const code = await codeFor(mobile)
    pass(5 * MINUTE - 1_000)
    expect(await check(mobile, code)).toBeUndefined()
    pass(1_000)
    expect(await check(mobile, code)).toBe('code-expired')
  })

  test('is over after five wrong tries, and begins anew with the next one', async () => {
    const mobile = newMobile()
    const code = await codeFor(mobile)
    for (let tries = 1; tries <= 5; tries++) expect(await check(mobile, another(code))).toBe('wrong-code')
    expect(await check(mobile, code)).toBe('code-expired')
    pass(MINUTE)
    expect(await check(mobile, await codeFor(mobile))).toBeUndefined()
  })

  test('is guessed five times at most, also when all guesses come at once', async () => {
    const mobile = newMobile()
    const code = await codeFor(mobile)
    const guesses = Array.from({ length: 20 }, (_, index) => check(mobile, index < 19 ? another(code) : code))
    const answers = await Promise.all(guesses)
    expect(answers.filter((each) => each === 'wrong-code')).toHaveLength(5)
    expect(answers.at(-1)).toBe('code-expired')
  })

  test('stands nowhere in clear', async () => {
    const mobile = newMobile()
    const code = await codeFor(mobile)
    const number = parts.sealing.fingerprint('phone', mobile)
    expect(await here.core.shared.get(`code:${number}`)).not.toContain(code)
  })
})

describe('the fixed code', () => {
  const easy = easyParts()
  test('is right unasked, and another one wrong', async () => {
    const tries = [FIXED_CODE, '654321'].map((captcha) =>
      answer(here.core, (context) => checkCode(context, easy, { mobile: newMobile(), captcha })),
    )
    expect(await Promise.all(tries)).toEqual([undefined, 'wrong-code'])
  })

  test('is sent as often as one likes', async () => {
    const mobile = newMobile()
    for (let each = 0; each < 12; each++)
      expect(
        await answer(here.core, (context) => sendCode(context, easy, { mobile, address: '198.51.100.0' })),
      ).toBeUndefined()
  })
})

describe('codes are sent', () => {
  test('once a minute to a number', async () => {
    const mobile = newMobile()
    expect([await send(mobile), await send(mobile)]).toEqual([undefined, 'too-fast'])
    pass(MINUTE)
    expect(await send(mobile)).toBeUndefined()
  })

  test('ten times an hour from an address', async () => {
    for (let each = 1; each <= 10; each++) expect(await send(newMobile(), '203.0.113.1')).toBeUndefined()
    const mobile = newMobile()
    expect(await send(mobile, '203.0.113.1')).toBe('too-fast')
    expect(await send(mobile)).toBeUndefined()
    pass(HOUR)
    expect(await send(newMobile(), '203.0.113.1')).toBeUndefined()
  })

  test('five times a day to a number, by the days of the time zone', async () => {
    const mobile = newMobile()
    const midnight = (ms: number): number => DAY - ((ms + 8 * HOUR) % DAY)
    pass(midnight(here.core.clock.now()) + HOUR)
    for (let each = 1; each <= 5; each++) {
      expect(await send(mobile)).toBeUndefined()
      pass(MINUTE)
    }
    expect(await send(mobile)).toBe('too-fast')
    pass(midnight(here.core.clock.now()) - MINUTE)
    expect(await send(mobile)).toBe('too-fast')
    pass(MINUTE)
    expect(await send(mobile)).toBeUndefined()
  })
})
