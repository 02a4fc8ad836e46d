import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sendCode } from '../../src/commands/codes.js'
import type { Core } from '../../src/commands/context.js'
import { isRegistered, register } from '../../src/commands/registration.js'
import type { SignInParts, Signed } from '../../src/commands/sign-in-parts.js'
import { Rejection } from '../../src/domain/decision.js'
import * as Phone from '../../src/domain/phone.js'
import type { TestCore } from '../support/core.js'
import { openCore } from '../support/core.js'
import {
  FIXED_CODE,
  HOUR,
  MINUTE,
  PASSWORD,
  advance,
  answer,
  easyParts,
  from,
  newMobile,
  registered,
  strictParts,
} from '../support/sign-in.js'
import { kernelWith } from '../support/kernel-with.js'

let here: TestCore
beforeAll(async () => void (here = await openCore()))
afterAll(() => here.close())

const easy = easyParts()
const types = async (stream: string) => (await here.stream(stream)).map(({ type }) => type)
const phoneOf = ({ sealing }: SignInParts, mobile: string) => Phone.phoneStream(sealing.fingerprint('phone', mobile))
const attempt = (
  mobile: string,
  { core = here.core, parts = easy, captcha = FIXED_CODE, address = '192.0.2.1' } = {},
) =>
  answer(core, (context) =>
    register(context, parts, { mobile, captcha, password: PASSWORD, from: from('Android', address) }),
  )

/** A process whose log is gone as soon as it comes to a stream of this kind. */
const endingAt = (core: Core, kind: string): Core => {
  const { kernel } = core
  let ended = false
  return {
    ...core,
    kernel: kernelWith(kernel, {
      handle: async (command) => {
        ended ||= command.stream.startsWith(`${kind}-`)
        if (ended) throw new Rejection('unavailable')
        return kernel.handle(command)
      },
    }),
  }
}

describe('who registers', () => {
  test('is reserved, registered and signed in', async () => {
    const mobile = newMobile()
    const { user, session, token } = await registered(here.core, easy, mobile)
    const [reserved] = await here.stream(phoneOf(easy, mobile))
    expect(reserved).toMatchObject({ type: 'PhoneReserved', data: { user } })
    const [event] = await here.stream(`user-${user}`)
    expect(event?.data).toMatchObject({ user, name: expect.stringMatching(/^chat[A-Za-z]{10}$/) as string, avatar: '' })
    const { markId, phone, secret } = event?.data as { markId: string; phone: string; secret: { password: string } }
    expect(await types(`mark-${markId}`)).toEqual(['MarkReserved'])
    expect(easy.sealing.unseal(phone)).toBe(mobile)
    expect(await easy.passwords.verify(secret.password, PASSWORD)).toBe(true)
    const [signedIn] = await here.stream(`session-${user}`)
    expect(signedIn).toMatchObject({ type: 'SignedIn', data: { session, way: 'register' }, metadata: { actor: user } })
    expect(JSON.stringify([reserved, event, signedIn])).not.toContain(mobile)
    expect(JSON.stringify(signedIn)).not.toContain(token)
  })

  test('is known by his number from then on', async () => {
    const mobile = newMobile()
    const ask = () => answer(here.core, (context) => isRegistered(context, easy, { mobile, address: '192.0.2.1' }))
    expect(await ask()).toBe('0')
    const { user } = await registered(here.core, easy, mobile)
    expect(await ask()).toBe(user)
  })

  test('is asked for the code before the number', async () => {
    const mobile = newMobile()
    await registered(here.core, easy, mobile)
    expect(await attempt(mobile, { captcha: '000000' })).toBe('wrong-code')
    expect(await attempt(mobile)).toBe('already-registered')
  })

  test('at once with himself is one user', async () => {
    const mobile = newMobile()
    const answers = await Promise.all([1, 2, 3, 4].map(() => attempt(mobile)))
    expect(answers.filter((each) => each === 'already-registered')).toHaveLength(3)
    const { user } = answers.find((each) => typeof each === 'object') as Signed
    expect(await types(phoneOf(easy, mobile))).toEqual(['PhoneReserved'])
    expect(await types(`user-${user}`)).toEqual(['UserRegistered'])
  })

  test('and loses the number to another gives his mark back', async () => {
    const mobile = newMobile()
    const marks = new Set<string>()
    const { kernel } = here.core
    const watched: Core = {
      ...here.core,
      kernel: {
        ...endingAt(here.core, 'never').kernel,
        handle: (command) => {
          if (command.stream.startsWith('mark-')) marks.add(command.stream)
          return kernel.handle(command)
        },
      },
    }
    const parts = { ...easy, passwords: { ...easy.passwords, hash: () => Promise.resolve('at once') } }
    await Promise.all([1, 2, 3].map(() => attempt(mobile, { core: watched, parts })))
    const lives = await Promise.all([...marks].map(types))
    expect(lives.sort((one, other) => one.length - other.length)).toEqual([
      ['MarkReserved'],
      ['MarkReserved', 'MarkReleased'],
      ['MarkReserved', 'MarkReleased'],
    ])
  })
})

describe('a code', () => {
  const strict = strictParts()
  const codeFor = async (mobile: string) => {
    await answer(here.core, (context) => sendCode(context, strict, { mobile, address: mobile }))
    return strict.codes.get(mobile) ?? ''
  }

  test('is spent by a registration, and not by a number that is taken', async () => {
    const mobile = newMobile()
    const captcha = await codeFor(mobile)
    expect(await attempt(mobile, { parts: strict, captcha })).toMatchObject({ token: expect.any(String) as string })
    expect(await attempt(mobile, { parts: strict, captcha })).toBe('code-expired')
    advance(here.core, MINUTE)
    const second = await codeFor(mobile)
    for (let each = 0; each < 7; each++)
      expect(await attempt(mobile, { parts: strict, captcha: second })).toBe('already-registered')
  })

  test('and registrations are throttled: ten an hour from an address', async () => {
    const from = { parts: strict, address: '203.0.113.9' }
    const next = async () => {
      const mobile = newMobile()
      return attempt(mobile, { ...from, captcha: await codeFor(mobile) })
    }
    for (let each = 1; each <= 10; each++) expect(await next()).toMatchObject({ user: expect.any(String) as string })
    expect(await next()).toBe('too-fast')
    advance(here.core, HOUR)
    expect(await next()).toMatchObject({ user: expect.any(String) as string })
  })
})

test('numbers are looked up thirty times a minute from an address', async () => {
  const ask = () =>
    answer(here.core, (context) => isRegistered(context, easy, { mobile: newMobile(), address: '203.0.113.7' }))
  for (let each = 1; each <= 30; each++) expect(await ask()).toBe('0')
  expect(await ask()).toBe('too-fast')
})

describe('a registration that a crash cut short', () => {
  test.each(['mark', 'phone', 'user'])('before its event on %s is made whole by the next one', async (kind) => {
    const mobile = newMobile()
    expect(await attempt(mobile, { core: endingAt(here.core, kind) })).toBe('unavailable')
    const [cutShort] = await here.stream(phoneOf(easy, mobile))
    const { user } = await registered(here.core, easy, mobile)
    const reservations = await here.stream(phoneOf(easy, mobile))
    expect(reservations.map(({ data }) => data)).toMatchObject([{ user }])
    if (cutShort) expect(cutShort.data).toEqual(reservations[0]?.data)
    const [event] = await here.stream(`user-${user}`)
    const { markId } = event?.data as { markId: string }
    expect(reservations[0]?.data).toEqual({ user, markId })
    expect((await here.stream(`mark-${markId}`)).map(({ data }) => data)).toEqual([{ kind: 'user', owner: user }])
  })

  test('before its session leaves a user who can sign in', async () => {
    const mobile = newMobile()
    expect(await attempt(mobile, { core: endingAt(here.core, 'session') })).toBe('unavailable')
    expect(await attempt(mobile)).toBe('already-registered')
  })
})
