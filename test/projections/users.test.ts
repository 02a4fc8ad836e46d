import { expect, test } from 'vitest'
import { sessions } from '../../src/projections/sessions.js'
import { users } from '../../src/projections/users.js'
import { START, documents, happened } from '../support/specification.js'

const user = '10'
const registered = happened('UserRegistered', {
  user,
  markId: '123456789',
  name: 'A',
  avatar: '',
  phone: 'k.sealed',
  secret: { password: 'hash' },
})
const phone = { device: 'Android', deviceName: 'P', generation: 18, address: '192.0.2.1' } as const
const signedIn = (session: string, more = {}) =>
  happened('SignedIn', { ...phone, user, session, way: 'password', secret: { token: 'hash' }, ...more })

test('a user has no credentials', () =>
  expect(documents(users, registered)).toEqual({
    [user]: {
      id: user,
      markId: '123456789',
      name: 'A',
      avatar: '',
      level: 1,
      phone: 'k.sealed',
      mutedFrom: 0,
      mutedUntil: 0,
      createdAt: START,
    },
  }))

test('a user shows his newest name, avatar, level and mute', () =>
  expect(
    documents(
      users,
      registered,
      happened('UserRenamed', { user, name: 'B' }),
      happened('AvatarChanged', { user, avatar: 'https://e.example/a' }),
      happened('LevelChanged', { user, level: 3 }),
      happened('UserMuted', { user, from: 5, until: 9 }),
    ),
  ).toMatchObject({
    [user]: { name: 'B', avatar: 'https://e.example/a', level: 3, mutedFrom: 5, mutedUntil: 9, createdAt: START },
  }))

test('a session has neither credentials nor an address', () =>
  expect(documents(sessions, signedIn('1'))).toEqual({
    1: {
      id: '1',
      userId: user,
      slot: 'phone',
      device: 'Android',
      deviceName: 'P',
      generation: 18,
      signedInAt: START,
      usedAt: START,
    },
  }))

test('a session is used and renewed', () => {
  const renewed = happened('SessionRenewed', { ...phone, user, session: '1', device: 'iOS', generation: 20 })
  const used = happened('SessionUsed', { user, session: '1' })
  expect(documents(sessions, signedIn('1'), renewed)).toMatchObject({
    1: { device: 'iOS', generation: 20, signedInAt: START, usedAt: START + 1 },
  })
  expect(documents(sessions, signedIn('1'), renewed, used)).toMatchObject({ 1: { usedAt: START + 2 } })
})

test.each([
  ['taken-over', signedIn('2', { takesOver: '1' })],
  ['signed-out', happened('SignedOut', { user, session: '1' })],
  ['revoked', happened('SessionsRevoked', { user, sessions: ['1'] })],
])('a session that ended says when and how: %s', (how, event) =>
  expect(documents(sessions, signedIn('1'), event)['1']).toMatchObject({ endedAt: START + 1, how }),
)
