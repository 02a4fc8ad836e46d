import { describe, expect, test } from 'vitest'
import type { Reason } from '../../src/domain/decision.js'
import type { RoomEvent } from '../../src/domain/room.js'
import * as Room from '../../src/domain/room.js'
import {
  LIMIT,
  aRoom,
  answer,
  applied,
  apply,
  created,
  dissolved,
  invite,
  manager,
  member,
  other,
  owner,
  permitted,
  refused,
  room,
  stranger,
} from '../support/a-room.js'
import { given, happened } from '../support/specification.js'

describe('create', () => {
  const { data } = created
  test('is for an id that is free', () => {
    given(Room).when(Room.create(data, LIMIT)).then(created)
    aRoom().when(Room.create(data, LIMIT)).refused('internal')
  })
  test('counts the owner', () => {
    given(Room).when(Room.create(data, 4)).then(created)
    given(Room).when(Room.create(data, 3)).refused('room-full')
  })
})

describe('apply', () => {
  test('is joining where that is free', () =>
    aRoom()
      .when(apply(stranger))
      .then(happened('MemberJoined', { room, user: stranger, after: 3 })))
  test('is an application where approval is needed', () => aRoom(permitted(1)).when(apply(stranger)).then(applied))
  test('again renews it under its id', () => {
    const renewed = happened('JoinRequested', { room, application: '7', user: stranger, reason: 'now?' })
    const again = Room.apply({ user: stranger, reason: 'now?', application: '8', after: 3, limit: LIMIT })
    aRoom(permitted(1), applied).when(again).then(renewed)
    aRoom(permitted(1), applied, refused).when(again).then(renewed)
  })
  const order: [string, RoomEvent[], string, number, Reason][] = [
    ['a room that is no more', [dissolved], stranger, 1, 'no-such-room'],
    ['a member, also of a full room', [permitted(3)], member, 1, 'already-a-member'],
    ['a full room, also a closed one', [permitted(3)], stranger, 4, 'room-full'],
    ['a closed one', [permitted(3)], stranger, LIMIT, 'joining-forbidden'],
  ]
  test.each(order)('%s', (...[, events, user, limit, reason]) => {
    aRoom(...events)
      .when(apply(user, limit))
      .refused(reason)
  })
})

describe('invite', () => {
  const joined = (by: string, ...users: string[]) => happened('MembersInvited', { room, users, by, after: 3 })
  test('passes over members and doubles; nobody new is nothing', () => {
    aRoom()
      .when(invite(member, [stranger, member, '51', stranger]))
      .then(joined(member, stranger, '51'))
    aRoom()
      .when(invite(member, [owner, other]))
      .then()
  })
  test('is an application each where approval is needed, unless a manager invites', () => {
    aRoom(permitted(1))
      .when(invite(member, [stranger, '51']))
      .then(
        happened('JoinRequested', { room, application: 'a50', user: stranger, reason: '', inviter: member }),
        happened('JoinRequested', { room, application: 'a51', user: '51', reason: '', inviter: member }),
      )
    aRoom(permitted(1))
      .when(invite(manager, [stranger]))
      .then(joined(manager, stranger))
  })
  test('keeps the id of an application that there was', () =>
    aRoom(permitted(1), applied)
      .when(invite(member, [stranger]))
      .then(happened('JoinRequested', { room, application: '7', user: stranger, reason: '', inviter: member })))
  test('is for managers where joining is forbidden', () => {
    aRoom(permitted(3))
      .when(invite(member, [stranger]))
      .refused('not-allowed')
    aRoom(permitted(3))
      .when(invite(manager, [stranger]))
      .then(joined(manager, stranger))
  })
  test('fills a room, and no more', () => {
    aRoom()
      .when(invite(member, [stranger, '51'], 6))
      .then(joined(member, stranger, '51'))
    aRoom()
      .when(invite(member, [stranger, '51'], 5))
      .refused('room-full')
  })
})

describe('answer', () => {
  const joined = happened('MemberJoined', { room, user: stranger, after: 3, by: manager, application: '7' })
  test('lets him in, or not', () => {
    aRoom(applied).when(answer(manager)).then(joined)
    aRoom(applied).when(answer(owner, false)).then(refused)
  })
  test('is refused where nobody applied, or it was answered', () => {
    aRoom().when(answer(manager)).refused('no-such-request')
    aRoom(applied, refused).when(answer(manager)).refused('application-already-answered')
    aRoom(applied, joined).when(answer(manager, false)).refused('application-already-answered')
  })
  test('comes too late for who has joined meanwhile, also when he has left again', () => {
    const free = happened('MemberJoined', { room, user: stranger, after: 0 })
    aRoom(applied, free).when(answer(manager)).refused('application-already-answered')
    const left = happened('MemberLeft', { room, user: stranger })
    aRoom(applied, free, left).when(answer(manager)).refused('application-already-answered')
  })
  test('cannot let him into a full room, but can refuse him', () => {
    aRoom(applied)
      .when(answer(manager, true, 4))
      .refused('room-full')
    aRoom(applied)
      .when(answer(manager, false, 4))
      .then({ ...refused, data: { ...refused.data, by: manager } })
  })
})

describe('leaving and being kicked', () => {
  const kicked = (by: string, ...users: string[]) => happened('MembersKicked', { room, users, by })
  test('everybody leaves but the owner', () => {
    aRoom()
      .when(Room.leave(manager))
      .then(happened('MemberLeft', { room, user: manager }))
    aRoom().when(Room.leave(owner)).refused('owner-may-not-leave')
    aRoom(happened('MemberLeft', { room, user: member }))
      .when(Room.leave(member))
      .refused('not-a-member')
  })
  test('each target is strictly below', () => {
    aRoom()
      .when(Room.kick(owner, [manager, member]))
      .then(kicked(owner, manager, member))
    aRoom()
      .when(Room.kick(manager, [member, member]))
      .then(kicked(manager, member))
    for (const target of [manager, owner])
      aRoom()
        .when(Room.kick(manager, [target]))
        .refused('not-allowed')
  })
  test('one who is no member, and nobody is kicked; nobody is nothing', () => {
    aRoom()
      .when(Room.kick(owner, [member, stranger]))
      .refused('not-a-member')
    aRoom(kicked(owner, member))
      .when(Room.kick(owner, [member]))
      .refused('not-a-member')
    aRoom().when(Room.kick(owner, [])).then()
  })
  test('who comes back is a plain member', () => {
    const events = [
      happened('MemberNicknameSet', { room, user: manager, nickname: 'boss' }),
      happened('MemberLeft', { room, user: manager }),
      happened('MemberJoined', { room, user: manager, after: 9 }),
    ]
    expect(aRoom(...events).state.members.get(manager)).toMatchObject({ level: 1, after: 9, nickname: '' })
  })
})
