import { describe, expect, test } from 'vitest'
import { applications } from '../../src/projections/applications.js'
import { START, documents, happened } from '../support/specification.js'

const [alice, bob, room] = ['10', '20', '7']

describe('friend requests', () => {
  const asked = (reason = 'hi') =>
    happened('FriendRequested', { request: '500', applicant: alice, target: bob, reason, remark: '' })
  const askedBack = happened('FriendRequested', {
    request: '501',
    applicant: bob,
    target: alice,
    reason: '',
    remark: '',
  })
  const answered = { request: '500', applicant: alice, target: bob }
  const accepted = happened('FriendAccepted', { ...answered, remark: '' })
  const row = { id: '500', type: 2, applicant: alice, target: 'user:20', reason: 'hi', status: 1, at: START }

  test('wait', () => expect(documents(applications, asked())).toEqual({ 'user:20/10': row }))
  test('are refused', () =>
    expect(documents(applications, asked(), happened('FriendRefused', answered))).toEqual({
      'user:20/10': { ...row, status: 2 },
    }))
  test('are accepted, and the other one stays', () =>
    expect(documents(applications, asked(), askedBack, accepted)).toMatchObject({
      'user:20/10': { status: 3 },
      'user:10/20': { status: 1 },
    }))
  test('crosswise are both accepted', () => {
    const both = happened('FriendAccepted', { ...accepted.data, crosswise: '501' })
    expect(documents(applications, asked(), askedBack, both)).toMatchObject({
      'user:20/10': { status: 3 },
      'user:10/20': { status: 3 },
    })
  })
  test('made again wait again, with new reason and time', () =>
    expect(documents(applications, asked(), happened('FriendRefused', answered), asked('please'))).toEqual({
      'user:20/10': { ...row, reason: 'please', at: START + 2 },
    }))
})

describe('applications to a room', () => {
  const applied = happened('JoinRequested', { room, application: '600', user: alice, reason: 'me too' })
  const refused = happened('JoinRefused', { room, application: '600', user: alice, by: bob })
  const row = { id: '600', type: 1, applicant: alice, target: 'room:7', reason: 'me too', status: 1, at: START }

  test('wait', () => expect(documents(applications, applied)).toEqual({ 'room:7/10': row }))
  test('name who invited', () =>
    expect(documents(applications, happened('JoinRequested', { ...applied.data, inviter: bob }))).toEqual({
      'room:7/10': { ...row, inviter: bob },
    }))
  test('are refused', () =>
    expect(documents(applications, applied, refused)).toEqual({ 'room:7/10': { ...row, status: 2 } }))
  test.each([
    ['approval', happened('MemberJoined', { room, user: alice, after: 0, by: bob, application: '600' })],
    ['joining freely', happened('MemberJoined', { room, user: alice, after: 0 })],
    ['an invitation', happened('MembersInvited', { room, users: ['30', alice], by: bob, after: 0 })],
  ])('are accepted by %s', (_, joined) =>
    expect(documents(applications, applied, joined)).toEqual({ 'room:7/10': { ...row, status: 3 } }),
  )
  test('once refused stay refused when the applicant joins later', () =>
    expect(
      documents(applications, applied, refused, happened('MemberJoined', { room, user: alice, after: 0 })),
    ).toMatchObject({ 'room:7/10': { status: 2 } }))
  test('are not there for who joins without one', () =>
    expect(documents(applications, happened('MemberJoined', { room, user: alice, after: 0 }))).toEqual({}))
})
