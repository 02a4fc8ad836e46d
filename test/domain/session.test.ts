import { describe, expect, test } from 'vitest'
import * as Session from '../../src/domain/session.js'
import { START, given, happened } from '../support/specification.js'

const DAY = 24 * 3_600_000
const NOW = START + 1_000
const user = '10'
const phone = { device: 'Android', deviceName: 'P', generation: 18, address: '192.0.2.1' } as const
const desk = { ...phone, device: 'PC' } as const
const facts = (session: string, from: typeof phone | typeof desk = phone) =>
  ({ ...from, user, session, way: 'password', secret: { token: `hash ${session}` } }) as const
const signedIn = (session: string, from: typeof phone | typeof desk = phone) =>
  happened('SignedIn', facts(session, from))
const takenOver = (session: string, takesOver: string) => happened('SignedIn', { ...facts(session), takesOver })
const signedOut = happened('SignedOut', { user, session: '1' })

describe('a sign-in', () => {
  const signIn = Session.signIn(facts('2'), NOW)

  test('into a free slot', () => given(Session).when(signIn).then(signedIn('2')))
  test('takes the slot over', () => given(Session, signedIn('1')).when(signIn).then(takenOver('2', '1')))
  test('leaves other slots alone', () => given(Session, signedIn('1', desk)).when(signIn).then(signedIn('2')))
  test('takes nothing over from who has signed out', () =>
    given(Session, signedIn('1'), signedOut).when(signIn).then(signedIn('2')))
  test('takes nothing over from a session that had lapsed', () =>
    given(Session, signedIn('1'))
      .when(Session.signIn(facts('2'), START + Session.LIFETIME_MS))
      .then(signedIn('2')))
  test('a second time is nothing', () => given(Session, signedIn('2')).when(signIn).then())
  test.each(['Android', 'iOS'] as const)('%s is a phone', (device) => expect(Session.slotOf(device)).toBe('phone'))
})

describe('a token', () => {
  const next = { ...phone, deviceName: 'Q', generation: 20, user, session: '2' } as const
  const byToken = (from: object, now = NOW) => Session.signInByToken('hash 1', { ...next, ...from }, now)

  test('renews its session in its own slot', () =>
    given(Session, signedIn('1'))
      .when(byToken({ device: 'iOS' }))
      .then(happened('SessionRenewed', { ...next, session: '1', device: 'iOS' })))
  test('makes a second session in another slot, without a token', () =>
    given(Session, signedIn('1'))
      .when(byToken({ device: 'PC' }))
      .then(happened('SignedIn', { ...next, device: 'PC', way: 'token' })))
  test('of another is refused', () => given(Session, signedIn('3')).when(byToken({})).refused('bad-token'))
  test('of a session that was taken over is refused', () =>
    given(Session, signedIn('1'), takenOver('3', '1')).when(byToken({})).refused('bad-token'))
  test('of a session that lapsed is refused', () =>
    given(Session, signedIn('1'))
      .when(byToken({}, START + Session.LIFETIME_MS))
      .refused('bad-token'))
  test('of a session that was renewed holds on', () =>
    given(Session, signedIn('1'), happened('SessionRenewed', { ...next, session: '1' }))
      .when(byToken({}, START + Session.LIFETIME_MS))
      .then(happened('SessionRenewed', { ...next, session: '1' })))
})

describe('a use', () => {
  test('is recorded after a day', () =>
    given(Session, signedIn('1'))
      .when(Session.use('1', START + DAY))
      .then(happened('SessionUsed', { user, session: '1' })))
  test('is not recorded before', () =>
    given(Session, signedIn('1'))
      .when(Session.use('1', START + DAY - 1))
      .then())
  test('of a session that ended is not recorded', () =>
    given(Session, signedIn('1'), signedOut)
      .when(Session.use('1', START + DAY))
      .then())
  test('of a session that lapsed is not recorded', () =>
    given(Session, signedIn('1'))
      .when(Session.use('1', START + Session.LIFETIME_MS))
      .then())
})

describe('the end of sessions', () => {
  const signOut = Session.signOut('1')
  const revoked = happened('SessionsRevoked', { user, sessions: ['1', '2'], reason: 'lost' })

  test('by signing out', () => given(Session, signedIn('1')).when(signOut).then(signedOut))
  test('by signing out twice', () => given(Session, signedIn('1'), signedOut).when(signOut).then())
  test('by an operator', () =>
    given(Session, signedIn('1'), signedIn('2', desk)).when(Session.revokeAll('lost')).then(revoked))
  test('by an operator, where none is live', () => given(Session).when(Session.revokeAll()).then())

  const endingOf = (...events: Parameters<typeof given<Session.Sessions, Session.SessionEvent>>[1][]) => {
    const { state } = given(Session, ...events)
    return [Session.find(state, '1', NOW), Session.findByToken(state, 'hash 1', NOW)]
  }
  test.each([
    ['taken-over', takenOver('2', '1')],
    ['expired', signedIn('2')],
    ['signed-out', signedOut],
    ['revoked', revoked],
  ])('is remembered, by id and token: %s', (how, event) => expect(endingOf(signedIn('1'), event)).toEqual([how, how]))
  test('of the oldest is forgotten after 50 more', () => {
    const many = Array.from({ length: 51 }, (_, index) => takenOver(`${index + 2}`, `${index + 1}`))
    expect(endingOf(signedIn('1'), ...many)).toEqual([undefined, undefined])
    expect(endingOf(signedIn('1'), ...many.slice(0, 50))).toEqual(['taken-over', 'taken-over'])
  })
})
