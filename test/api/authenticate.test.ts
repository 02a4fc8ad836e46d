import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Presented } from '../../src/api/authenticate.js'
import { authenticator } from '../../src/api/authenticate.js'
import type { Core } from '../../src/commands/context.js'
import { signInByPassword } from '../../src/commands/password-sign-in.js'
import { createRoom } from '../../src/commands/room.js'
import { signOut } from '../../src/commands/session.js'
import type { Signed } from '../../src/commands/sign-in-parts.js'
import { streamOf } from '../../src/domain/session.js'
import { cookies } from '../../src/services/cookies.js'
import { makeToken } from '../../src/services/tokens.js'
import type { TestCore } from '../support/core.js'
import { openCore } from '../support/core.js'
import { DAY, PASSWORD, advance, answer, easyParts, from, newMobile, registered, visit } from '../support/sign-in.js'
import { kernelWith } from '../support/kernel-with.js'

let here: TestCore
beforeAll(async () => void (here = await openCore()))
afterAll(() => here.close())

const easy = easyParts()
const jar = cookies('a secret')
const authenticate = (headers: Record<string, string>) => authenticator(here.core, jar)(headers)
const cookieOf = (ticket: Signed) => ({ cookie: jar.issue(ticket, false) })
const presentations = ({ user, session, token = '' }: Signed) => [
  cookieOf({ user, session }),
  { 'fzm-auth-token': token },
  { authorization: `Bearer ${token}` },
]
const say = (presented: Presented) => {
  if (presented.state === 'live') return presented.session.id
  return presented.state === 'refused' ? presented.reason : presented.state
}
const standing = (presented: Presented) =>
  here.core.kernel.ask((facts) => (presented.state === 'live' ? presented.live(facts) : 'never was'))
const each = async (signed: Signed) =>
  Promise.all(presentations(signed).map(async (headers) => say(await authenticate(headers))))
const signIn = (mobile: string) =>
  answer(here.core, (context) => signInByPassword(context, easy, { mobile, password: PASSWORD, from: from('iOS') }))

describe('a session is read', () => {
  test('from cookie, token and bearer token', async () => {
    const signed = await registered(here.core, easy)
    expect(await each(signed)).toEqual([signed.session, signed.session, signed.session])
    expect(await authenticate(cookieOf(signed))).toMatchObject({ user: signed.user, session: { device: 'Android' } })
  })

  test('from the cookie first, then from FZM-AUTH-TOKEN', async () => {
    const [one, two] = [await registered(here.core, easy), await registered(here.core, easy)]
    const [cookie, token] = [cookieOf(one), { 'fzm-auth-token': one.token }]
    expect(say(await authenticate({ ...cookie, 'fzm-auth-token': two.token }))).toBe(one.session)
    expect(say(await authenticate({ ...token, authorization: `Bearer ${two.token}` }))).toBe(one.session)
    expect(say(await authenticate({ cookie: 'session-login=', ...token }))).toBe(one.session)
  })

  test.each([
    ['nothing', {}, 'none'],
    ['another cookie', { cookie: 'lang=zh' }, 'none'],
    ['an empty token', { 'fzm-auth-token': '', authorization: 'Basic eDp5' }, 'none'],
    [
      'a cookie of another server',
      { cookie: cookies('other').issue({ user: '1', session: '2' }, false) },
      'bad-session',
    ],
    ['a cookie of an unknown session', { cookie: jar.issue({ user: '1', session: '2' }, false) }, 'signed-out'],
    ['junk for a token', { 'fzm-auth-token': 'junk' }, 'signed-out'],
    ['the token of nobody', { authorization: `Bearer ${makeToken('351843720888320')}` }, 'signed-out'],
  ])('%s', async (_, headers, wanted) =>
    expect(say(await authenticate(headers as Record<string, string>))).toBe(wanted),
  )
})

describe('a session that is not live any more', () => {
  test('was taken over', async () => {
    const mobile = newMobile()
    const signed = await registered(here.core, easy, mobile)
    const presented = await authenticate(cookieOf(signed))
    expect(await standing(presented)).toBe(true)
    const next = (await signIn(mobile)) as Signed
    expect(await standing(presented)).toBe('taken-over')
    expect(await each(signed)).toEqual(['taken-over', 'taken-over', 'taken-over'])
    expect(await each(next)).toEqual([next.session, next.session, next.session])
  })

  test('was signed out', async () => {
    const signed = await registered(here.core, easy)
    await signOut({ ...visit(here.core), who: { kind: 'user', id: signed.user, session: signed.session } })
    expect(await each(signed)).toEqual(['signed-out', 'signed-out', 'signed-out'])
  })

  test('was not used for 30 days', async () => {
    const mobile = newMobile()
    const [used, idle] = [await registered(here.core, easy), await registered(here.core, easy, mobile)]
    for (let twice = 0; twice < 2; twice++) {
      advance(here.core, 20 * DAY)
      expect(await each(used)).toEqual([used.session, used.session, used.session])
    }
    expect(await each(idle)).toEqual(['signed-out', 'signed-out', 'signed-out'])
    await signIn(mobile)
    expect(await each(idle)).toEqual(['signed-out', 'signed-out', 'signed-out'])
  })
})

const around = (changes: Partial<Core['kernel']>): Core => {
  const { kernel } = here.core
  return {
    ...here.core,
    kernel: kernelWith(kernel, changes),
  }
}

test('a session lasts while its use cannot be recorded', async () => {
  const signed = await registered(here.core, easy)
  advance(here.core, 2 * DAY)
  const core = around({ handle: () => Promise.reject(new Error('the disk is full')) })
  expect(say(await authenticator(core, jar)(cookieOf(signed)))).toBe(signed.session)
})

test('a session that is no longer at hand is read again', async () => {
  const [signed, other] = [await registered(here.core, easy), await registered(here.core, easy)]
  const [ended, lasting] = [await authenticate(cookieOf(signed)), await authenticate(cookieOf(other))]
  await signOut({ ...visit(here.core), who: { kind: 'user', id: signed.user, session: signed.session } })
  for (const { user } of [signed, other]) here.states.drop(streamOf(user))
  expect([await standing(ended), await standing(lasting)]).toEqual(['signed-out', true])
  // a request that was under way
  here.states.drop(streamOf(signed.user))
  const { live } = ended as Extract<Presented, { state: 'live' }>
  const late = { ...here.as(signed.user), live }
  const creating = createRoom(late, { by: signed.user, users: [], name: 'late', avatar: '' })
  await expect(creating).rejects.toThrow('signed-out')
})
