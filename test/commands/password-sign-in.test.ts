import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Core } from '../../src/commands/context.js'
import { signInByPassword } from '../../src/commands/password-sign-in.js'
import type { SignInParts } from '../../src/commands/sign-in-parts.js'
import type { Device } from '../../src/domain/session.js'
import { passwords } from '../../src/services/passwords.js'
import type { TestCore } from '../support/core.js'
import { openCore } from '../support/core.js'
import { MINUTE, PASSWORD, advance, answer, easyParts, from, newMobile, registered } from '../support/sign-in.js'

let here: TestCore
beforeAll(async () => void (here = await openCore()))
afterAll(() => here.close())

const easy = easyParts()
const isSigned = { token: expect.any(String) as string, session: expect.any(String) as string }
interface Elsewhere {
  readonly core?: Core
  readonly parts?: SignInParts
  readonly address?: string
  readonly device?: Device
}
const signIn = (
  mobile: string,
  password = PASSWORD,
  { core = here.core, parts = easy, address = '192.0.2.1', device = 'PC' }: Elsewhere = {},
) => answer(core, (context) => signInByPassword(context, parts, { mobile, password, from: from(device, address) }))

describe('a password', () => {
  test('that is right signs in with a token that is kept as a hash', async () => {
    const mobile = newMobile()
    const { user } = await registered(here.core, easy, mobile)
    const signed = await signIn(mobile)
    expect(signed).toMatchObject({ ...isSigned, user })
    const event = (await here.stream(`session-${user}`)).at(-1)
    expect(event).toMatchObject({ type: 'SignedIn', data: { device: 'PC', way: 'password', address: '192.0.2.1' } })
    expect(JSON.stringify(event)).not.toContain((signed as { token: string }).token)
  })

  test('that is wrong and a number that is unknown are answered alike', async () => {
    const mobile = newMobile()
    await registered(here.core, easy, mobile)
    expect([await signIn(mobile, 'wrong'), await signIn(newMobile())]).toEqual(['bad-credentials', 'bad-credentials'])
  })
})

describe('wrong passwords', () => {
  test.each(['known', 'unknown'])(
    'are five in 15 minutes for a number that is %s, then the right one is too many',
    async (kind) => {
      const mobile = newMobile()
      if (kind === 'known') await registered(here.core, easy, mobile)
      for (let tries = 1; tries <= 5; tries++) expect(await signIn(mobile, 'wrong')).toBe('bad-credentials')
      expect([await signIn(mobile, 'wrong'), await signIn(mobile)]).toEqual(['too-fast', 'too-fast'])
      const elsewhere = await signIn(mobile, PASSWORD, { address: '203.0.113.1' })
      expect(elsewhere).not.toBe('too-fast')
      advance(here.core, 15 * MINUTE)
      expect(await signIn(mobile)).not.toBe('too-fast')
    },
  )

  test('are five also when they come at once', async () => {
    const mobile = newMobile()
    const guesses = await Promise.all(Array.from({ length: 12 }, () => signIn(mobile, 'wrong')))
    expect(guesses.filter((each) => each === 'bad-credentials')).toHaveLength(5)
  })

  test('are not counted for the right one, nor when too many wait', async () => {
    const mobile = newMobile()
    await registered(here.core, easy, mobile)
    for (let each = 0; each < 7; each++) expect(await signIn(mobile)).toMatchObject(isSigned)
    const busy: SignInParts = { ...easy, passwords: passwords(0) }
    for (let each = 0; each < 7; each++) expect(await signIn(mobile, PASSWORD, { parts: busy })).toBe('too-fast')
    expect(await signIn(mobile)).toMatchObject(isSigned)
  })
})

describe('LOGIN_POLICY=strict', () => {
  const parts: SignInParts = { ...easy, loginPolicy: 'strict' }
  const whereConnected = (session: string): Core => ({
    ...here.core,
    presence: { ...here.core.presence, socketsOf: (_, asked) => (asked === session ? 1 : 0) },
  })

  test('refuses a slot whose session is connected, and no other', async () => {
    const mobile = newMobile()
    const { session } = await registered(here.core, easy, mobile)
    const core = whereConnected(session)
    expect(await signIn(mobile, PASSWORD, { core, parts, device: 'iOS' })).toBe('taken-over')
    expect(await signIn(mobile, PASSWORD, { core, parts })).toMatchObject(isSigned)
    expect(await signIn(mobile, PASSWORD, { parts, device: 'iOS' })).toMatchObject(isSigned)
  })
})
