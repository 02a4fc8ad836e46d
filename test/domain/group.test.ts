import { describe, expect, test } from 'vitest'
import { Rejection } from '../../src/domain/decision.js'
import type { GroupEvent } from '../../src/domain/group.js'
import * as Group from '../../src/domain/group.js'
import { given, happened } from '../support/specification.js'

const [group, by] = ['1', '10']
const facts = { group, name: 'Lobby', avatar: '', by }
const created = happened('GroupCreated', facts)
const opened = happened('GroupOpened', { group, by })
const closed = happened('GroupClosed', { group, by })
const deleted = happened('GroupDeleted', { group, by })
const aGroup = (...events: GroupEvent[]) => given(Group, created, ...events)

describe('create', () => {
  test('is open', () => {
    given(Group).when(Group.create(facts)).then(created)
    expect(aGroup().state).toMatchObject({ status: 'open', name: 'Lobby' })
  })
  test('an id that is taken is a bug', () => aGroup().when(Group.create(facts)).refused('internal'))
})

describe('name and avatar', () => {
  test('change, also while it is closed; the same ones again are nothing', () => {
    aGroup(closed)
      .when(Group.rename(by, 'Hall'))
      .then(happened('GroupRenamed', { group, name: 'Hall', by }))
    aGroup().when(Group.rename(by, 'Lobby')).then()
    const avatar = 'https://example.org/a.png'
    aGroup().when(Group.changeAvatar(by, avatar)).then(happened('GroupAvatarChanged', { group, avatar, by }))
    aGroup(happened('GroupAvatarChanged', { group, avatar, by })).when(Group.changeAvatar(by, avatar)).then()
  })
  test.each([[given(Group)], [aGroup(deleted)]])('of what is unknown or deleted do not (%#)', (gone) => {
    gone.when(Group.rename(by, 'Hall')).refused('no-such-group')
    gone.when(Group.changeAvatar(by, '')).refused('no-such-group')
  })
})

describe('setStatus', () => {
  test('opens, closes and deletes; the status that it has already is nothing', () => {
    aGroup().when(Group.setStatus(by, 'open')).then()
    aGroup().when(Group.setStatus(by, 'closed')).then(closed)
    aGroup(closed).when(Group.setStatus(by, 'closed')).then()
    aGroup(closed).when(Group.setStatus(by, 'open')).then(opened)
    aGroup(closed).when(Group.setStatus(by, 'deleted')).then(deleted)
    aGroup(deleted).when(Group.setStatus(by, 'deleted')).then()
  })
  test('what is deleted stays so, what is unknown has none', () => {
    aGroup(deleted).when(Group.setStatus(by, 'open')).refused('no-such-group')
    aGroup(deleted).when(Group.setStatus(by, 'closed')).refused('no-such-group')
    given(Group).when(Group.setStatus(by, 'open')).refused('no-such-group')
    given(Group).when(Group.setStatus(by, 'deleted')).refused('no-such-group')
  })
})

describe('checkSpeaker', () => {
  const member = { entered: true, isStaff: false, kind: 1 }
  const reason = (state: Group.Group, speaker: typeof member): string => {
    try {
      Group.checkSpeaker(state, speaker)
      return 'may speak'
    } catch (error) {
      return error instanceof Rejection ? error.reason : 'a bug'
    }
  }
  test.each([
    [given(Group).state, { ...member, entered: false }, 'no-such-group'],
    [aGroup(closed).state, { ...member, entered: false }, 'no-such-group'],
    [aGroup(closed, opened).state, { ...member, entered: false, kind: 0 }, 'not-in-group'],
    [aGroup().state, { ...member, kind: 0 }, 'may-not-announce'],
    [aGroup().state, { ...member, kind: 0, isStaff: true }, 'may speak'],
    [aGroup().state, member, 'may speak'],
  ])('in this order (%#)', (state, speaker, wanted) => expect(reason(state, speaker)).toBe(wanted))
})
