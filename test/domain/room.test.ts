import { describe, expect, test } from 'vitest'
import type { Decision } from '../../src/domain/decision.js'
import type { RoomEvent } from '../../src/domain/room.js'
import * as Room from '../../src/domain/room.js'
import {
  aRoom,
  answer,
  applied,
  dissolved,
  invite,
  manager,
  member,
  other,
  owner,
  permitted,
  room,
  stranger,
} from '../support/a-room.js'
import { given, happened } from '../support/specification.js'

type Rule = Decision<RoomEvent, Room.Room>

/** What each rule says to whom, and of whom. */
const rules: Record<string, (by: string) => Rule> = {
  invite: (by) => invite(by, [stranger]),
  answer: (by) => answer(by),
  leave: (by) => Room.leave(by),
  kick: (by) => Room.kick(by, [other]),
  setLevel: (by) => Room.setLevel(by, other, 2),
  setPermissions: (by) => Room.setPermissions(by, { canAddFriend: 2 }),
  setNickname: (by) => Room.setNickname(by, 'n'),
  setSwitches: (by) => Room.setSwitches(by, { onTop: 1 }),
  dissolve: (by) => Room.dissolve(by),
  speak: (by) => (state) => (Room.checkSpeaker(state, by, 1), []),
  announce: (by) => (state) => (Room.checkSpeaker(state, by, 0), []),
}

describe('who may do what', () => {
  test.each(Object.entries(rules))('%s: not in a room that is unknown or dissolved, not as a stranger', (_, rule) => {
    given(Room).when(rule(owner)).refused('no-such-room')
    aRoom(dissolved).when(rule(owner)).refused('no-such-room')
    aRoom().when(rule(stranger)).refused('not-a-member')
  })

  const levels: [string, boolean, boolean][] = [
    ['answer', false, true],
    ['kick', false, true],
    ['setLevel', false, false],
    ['setPermissions', false, true],
    ['dissolve', false, false],
    ['announce', false, true],
    ['speak', true, true],
    ['setNickname', true, true],
    ['setSwitches', true, true],
    ['invite', true, true],
    ['leave', true, true],
  ]
  test.each(levels)('%s: a member %s, a manager %s', (name, memberMay, managerMay) => {
    for (const [by, may] of [
      [member, memberMay],
      [manager, managerMay],
    ] as const) {
      const { when, state } = aRoom(applied)
      if (may) expect(() => rules[name]!(by)(state)).not.toThrow()
      else when(rules[name]!(by)).refused('not-allowed')
    }
  })
})

describe('levels', () => {
  test('are given once', () => {
    aRoom()
      .when(Room.setLevel(owner, member, 2))
      .then(happened('MemberLevelSet', { room, user: member, level: 2, by: owner }))
    aRoom()
      .when(Room.setLevel(owner, manager, 2))
      .then()
    aRoom()
      .when(Room.setLevel(owner, manager, 1))
      .then(happened('MemberLevelSet', { room, user: manager, level: 1, by: owner }))
  })
  test('not to oneself, not to strangers', () => {
    aRoom()
      .when(Room.setLevel(owner, owner, 1))
      .refused('is-oneself')
    aRoom()
      .when(Room.setLevel(owner, stranger, 2))
      .refused('not-a-member')
  })
  test('3 hands the room over', () => {
    const handed = happened('OwnershipTransferred', { room, from: owner, to: member })
    aRoom()
      .when(Room.setLevel(owner, member, 3))
      .then(handed)
    aRoom(handed)
      .when(Room.setLevel(owner, member, 3))
      .refused('not-allowed')
    aRoom(handed)
      .when(Room.leave(owner))
      .then(happened('MemberLeft', { room, user: owner }))
    aRoom(handed).when(Room.leave(member)).refused('owner-may-not-leave')
  })
})

test.each<[string, Rule]>([
  ['permissions', Room.setPermissions(owner, { canAddFriend: 2, joinPermission: 1 })],
  ['a nickname', Room.setNickname(member, 'Bob')],
  ['switches', Room.setSwitches(member, { noDisturbing: 1, onTop: 1 })],
])('%s set twice are set once', (_, rule) => {
  const { state } = aRoom()
  const events = rule(state)
  expect(events).toHaveLength(1)
  aRoom(...events)
    .when(rule)
    .then()
})
test('only what changes is said', () =>
  aRoom(permitted(1))
    .when(Room.setPermissions(owner, { canAddFriend: 2, joinPermission: 1 }))
    .then(happened('PermissionsSet', { room, by: owner, canAddFriend: 2 })))
