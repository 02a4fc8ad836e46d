import { randomInt } from 'node:crypto'
import { Rejection } from '../domain/decision.js'
import type { Throttle } from '../services/throttle.js'
import { take } from '../services/throttle.js'
import type { SmsSender } from '../services/sms.js'
import type { Context } from './context.js'
import type { SignInParts } from './sign-in-parts.js'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const LIFETIME_MS = 5 * MINUTE
const TRIES = 5

/** `product.md 3`. A day's counter has the day in its name. */
const perAddress: Throttle = { name: 'sms-address', most: 10, perMs: HOUR }
const perMinute: Throttle = { name: 'sms-minute', most: 1, perMs: MINUTE }
const perDay: Throttle = { name: 'sms-day', most: 5, perMs: 25 * HOUR }

const keysOf = ({ sealing }: SignInParts, mobile: string) => {
  const number = sealing.fingerprint('phone', mobile)
  return { number, code: `code:${number}`, tries: `code-tries:${number}` }
}
const kept = ({ sealing }: SignInParts, captcha: string): string => sealing.fingerprint('code', captcha)

const throttled = async ({ shared, clock }: Context, timeZone: string, number: string, address: string) => {
  const day = new Intl.DateTimeFormat('en-CA', { timeZone }).format(clock.now())
  await take(shared, perAddress, address)
  await take(shared, perMinute, number)
  await take(shared, perDay, `${day}:${number}`)
}

const send = async (sms: SmsSender, mobile: string, code: string): Promise<void> => {
  try {
    await sms.send(mobile, code)
  } catch {
    throw new Rejection('sms-failed')
  }
}

/**
 * Sends a new code, which replaces the one before. @throws Rejection `sms-failed`; `too-fast` beyond 1 a minute and 5 a day per number, 10 an hour per
 * address
 */
export const sendCode = async (
  context: Context,
  parts: SignInParts,
  { mobile, address }: { mobile: string; address: string },
): Promise<void> => {
  const { fixedCode, timeZone, sms } = parts
  if (fixedCode !== undefined) return send(sms, mobile, fixedCode)
  const { number, code, tries } = keysOf(parts, mobile)
  await throttled(context, timeZone, number, address)
  const captcha = String(randomInt(1_000_000)).padStart(6, '0')
  await context.shared.remove(tries)
  await context.shared.put(code, kept(parts, captcha), LIFETIME_MS)
  await send(sms, mobile, captcha)
}

/**
 * Lets the right code pass, as often as it is asked for until it is spent. @throws Rejection `wrong-code`, or `code-expired` where there is
 * none (any more), or five wrong tries were made
 */
export const checkCode = async (
  context: Context,
  parts: SignInParts,
  { mobile, captcha }: { mobile: string; captcha: string },
): Promise<void> => {
  if (parts.fixedCode !== undefined) {
    if (captcha !== parts.fixedCode) throw new Rejection('wrong-code')
    return
  }
  const { code, tries } = keysOf(parts, mobile)
  const right = await context.shared.get(code)
  if (right === undefined) throw new Rejection('code-expired')
  // counted before it is compared, so that tries sent at once are not more than five
  if ((await context.shared.increment(tries, 1, LIFETIME_MS)) > TRIES) throw new Rejection('code-expired')
  if (right !== kept(parts, captcha)) throw new Rejection('wrong-code')
  await context.shared.increment(tries, -1, LIFETIME_MS)
}

/** A code is good for one registration. */
export const spendCode = async ({ shared }: Context, parts: SignInParts, mobile: string): Promise<void> =>
  shared.remove(keysOf(parts, mobile).code)
