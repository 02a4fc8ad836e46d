import { describe, test } from 'vitest'
import * as Phone from '../../src/domain/phone.js'
import * as User from '../../src/domain/user.js'
import { START, given, happened } from '../support/specification.js'

const user = '10'
const facts = { user, markId: '123456789', name: 'A', avatar: '', phone: 'k.sealed', secret: { password: 'hash' } }
const registered = happened('UserRegistered', facts)

describe('a user', () => {
  test('registers', () => given(User).when(User.register(facts)).then(registered))
  test('registers once', () => given(User, registered).when(User.register(facts)).refused('already-registered'))

  const renamed = happened('UserRenamed', { user, name: 'B' })
  const pictured = happened('AvatarChanged', { user, avatar: 'https://e.example/a' })
  const raised = happened('LevelChanged', { user, level: 2, reason: 'desk' })
  test.each([
    ['renames himself', User.rename('B'), renamed],
    ['changes his avatar', User.changeAvatar('https://e.example/a'), pictured],
    ['is given a level', User.setLevel(2, 'desk'), raised],
  ] as const)('%s; again it is nothing; unknown he is refused', (_, decide, event) => {
    given(User, registered).when(decide).then(event)
    given(User, registered, event).when(decide).then()
    given(User).when(decide).refused('unknown-user')
  })
})

describe('a mute', () => {
  const muted = happened('UserMuted', { user, from: START, until: START + 60_000, reason: 'loud' })
  const mute = User.mute(START, START + 60_000, 'loud')
  const ended = happened('UserMuted', { user, from: 0, until: 0 })

  test('begins', () => given(User, registered).when(mute).then(muted))
  test('ends by a time that is not ahead', () =>
    given(User, registered, muted)
      .when(User.mute(START + 1, 0))
      .then(ended))
  test('that has ended is not ended again', () =>
    given(User, registered, muted, ended)
      .when(User.mute(START + 1, 0))
      .then())
  test('of nobody is refused', () => given(User).when(mute).refused('unknown-user'))
})

describe('a mute for reports', () => {
  const [from, until] = [START + 60_000, START + 120_000]
  const mute = User.muteForReports(10, from, until)
  const muted = happened('UserMuted', { user, from, until, reports: 10 })

  test('begins, once for so many', () => {
    given(User, registered).when(mute).then(muted)
    given(User, registered, muted).when(mute).then()
    given(User, registered, muted, happened('UserMuted', { user, from: 0, until: 0 }))
      .when(mute)
      .then()
    given(User, registered, muted)
      .when(User.muteForReports(20, from + 1, until + 1))
      .then(happened('UserMuted', { user, from: from + 1, until: until + 1, reports: 20 }))
  })
  test('does not shorten a longer one, and is done all the same', () => {
    const longer = happened('UserMuted', { user, from: START, until: until + 1 })
    const kept = happened('UserMuted', { user, from: START, until: until + 1, reports: 10 })
    given(User, registered, longer).when(mute).then(kept)
  })
  test('that comes behind the next one changes no time, and is done all the same', () => {
    const newer = happened('UserMuted', { user, from: from + 1, until: until + 1, reports: 20 })
    const ended = happened('UserMuted', { user, from: 0, until: 0 })
    given(User, registered, newer).when(mute).then(newer)
    given(User, registered, newer, ended)
      .when(mute)
      .then({ ...ended, data: { ...ended.data, reports: 20 } })
  })
  test('of nobody is refused', () => given(User).when(mute).refused('unknown-user'))
})

describe('a reservation', () => {
  const reserved = happened('PhoneReserved', { user, markId: '123456789' })
  const marked = happened('MarkReserved', { kind: 'user', owner: user })
  const released = happened('MarkReleased', { owner: user })

  test('of a phone', () => given(Phone).when(Phone.reservePhone(user, '123456789')).then(reserved))
  test('of a phone again', () => given(Phone, reserved).when(Phone.reservePhone(user, '123456789')).then())
  test('of a phone by another', () =>
    given(Phone, reserved).when(Phone.reservePhone('20', '1')).refused('already-registered'))
  test('of a phone that was released', () =>
    given(Phone, reserved, happened('PhoneReleased', { user }))
      .when(Phone.reservePhone('20', '1'))
      .then(happened('PhoneReserved', { user: '20', markId: '1' })))
  test('of a mark', () => given(Phone).when(Phone.reserveMark('user', user)).then(marked))
  test('of a mark again', () => given(Phone, marked).when(Phone.reserveMark('user', user)).then())
  test('of a mark by another', () =>
    given(Phone, marked).when(Phone.reserveMark('room', '20')).refused('already-registered'))
  test('is given back by its owner', () => given(Phone, marked).when(Phone.releaseMark(user)).then(released))
  test('is given back once', () => given(Phone, marked, released).when(Phone.releaseMark(user)).then())
})
