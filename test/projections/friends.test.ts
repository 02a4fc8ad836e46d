import { expect, test } from 'vitest'
import { friends } from '../../src/projections/friends.js'
import { START, documents, happened } from '../support/specification.js'

const [alice, bob] = ['10', '20']
const accepted = (remark = 'B') => happened('FriendAccepted', { request: '500', applicant: alice, target: bob, remark })
const remarked = happened('FriendRemarkSet', { by: bob, other: alice, remark: 'Al' })
const switched = happened('FriendSwitchesSet', { by: bob, other: alice, noDisturbing: 1 })
const removed = happened('FriendRemoved', { by: alice, other: bob })
const plain = { remark: '', noDisturbing: 2, onTop: 2, deleted: false }

test('both have the other as a friend; the remark is the applicant’s', () =>
  expect(documents(friends, accepted())).toEqual({
    '10/20': { ...plain, userId: alice, friendId: bob, remark: 'B', addTime: START },
    '20/10': { ...plain, userId: bob, friendId: alice, addTime: START },
  }))

test('remark and switches are one’s own and leave the time as it is', () =>
  expect(documents(friends, accepted(), remarked, switched)).toMatchObject({
    '10/20': { remark: 'B', noDisturbing: 2 },
    '20/10': { remark: 'Al', noDisturbing: 1, onTop: 2, addTime: START },
  }))

test('a removed friend stays, marked, with the time of the removal', () =>
  expect(documents(friends, accepted(), removed)).toMatchObject({
    '10/20': { deleted: true, addTime: START + 1, remark: 'B' },
    '20/10': { deleted: true, addTime: START + 1 },
  }))

test('friends again: as new, but for the remark of who accepts', () =>
  expect(documents(friends, accepted(), remarked, switched, removed, accepted(''))).toEqual({
    '10/20': { ...plain, userId: alice, friendId: bob, addTime: START + 4 },
    '20/10': { ...plain, userId: bob, friendId: alice, remark: 'Al', addTime: START + 4 },
  }))
