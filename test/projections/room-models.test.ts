import { describe, expect, test } from 'vitest'
import { conversations } from '../../src/projections/conversations.js'
import { members } from '../../src/projections/members.js'
import { messages } from '../../src/projections/messages.js'
import { pending } from '../../src/projections/pending.js'
import { readers } from '../../src/projections/readers.js'
import { requests } from '../../src/projections/requests.js'
import { rooms } from '../../src/projections/rooms.js'
import type { RecordedOf } from '../../src/domain/events.js'
import { START, documents, happened } from '../support/specification.js'

const room = '1'
const conversation = 'room_1'
const created = happened('RoomCreated', {
  room,
  markId: '2',
  name: 'r',
  avatar: 'a',
  owner: '10',
  members: ['20', '30'],
})
const said = (ordinal: number, sender = '10', more: { msgId?: string } = {}) => {
  const msgId = more.msgId ?? `m${ordinal}`
  return happened('MessageSent', {
    conversation,
    logId: `${100 + ordinal}`,
    msgId,
    ordinal,
    sender,
    kind: 1,
    content: {},
  })
}
const notice = (msgId: string, ordinal = 0) =>
  happened('MessageSent', {
    conversation,
    logId: '99',
    msgId,
    ordinal,
    sender: '10',
    kind: 6,
    content: {},
    notice: { type: 2, operator: '10' },
  })
const removal = (ordinal: number, msgId = `m${ordinal}`) => {
  const last = { lastLogId: '109', lastOrdinal: 9 }
  return { conversation, logId: `${100 + ordinal}`, msgId, ordinal, sender: '10', by: '10', ...last }
}

describe('rooms', () => {
  const first = documents(rooms, created)[room]
  test('are as they were created', () =>
    expect(first).toEqual({
      ...{ id: room, markId: '2', name: 'r', avatar: 'a', owner: '10', live: true, memberNumber: 3 },
      ...{ canAddFriend: 1, joinPermission: 2, createdAt: START },
    }))
  test.each([
    [happened('MemberJoined', { room, user: '40', after: 0 }), { memberNumber: 4 }],
    [happened('MembersInvited', { room, users: ['40', '50'], by: '10', after: 0 }), { memberNumber: 5 }],
    [happened('MemberLeft', { room, user: '20' }), { memberNumber: 2 }],
    [happened('MembersKicked', { room, users: ['20', '30'], by: '10' }), { memberNumber: 1 }],
    [happened('OwnershipTransferred', { room, from: '10', to: '20' }), { owner: '20' }],
    [happened('PermissionsSet', { room, by: '10', canAddFriend: 2 }), { canAddFriend: 2 }],
    [happened('RoomDissolved', { room, by: '10', members: ['10', '20', '30'] }), { live: false }],
  ])('$type', (event, changes) => {
    expect(documents(rooms, created, event)[room]).toEqual({ ...first, ...changes })
  })
})

describe('members', () => {
  const member = (userId: string, level: number, more: object = {}) => {
    const plain = { joinedAt: START, position: 1, nickname: '', noDisturbing: 2, onTop: 2 }
    return { roomId: room, userId, level, ...plain, ...more }
  }
  test('come, go, and come back as plain members', () => {
    const back = happened('MemberJoined', { room, user: '20', after: 7 })
    const named = happened('MemberNicknameSet', { room, user: '20', nickname: 'B' })
    const left = happened('MemberLeft', { room, user: '20' })
    const kicked = happened('MembersKicked', { room, users: ['30'], by: '10' })
    expect(documents(members, created, named, left, kicked, back)).toEqual({
      '1/10': member('10', 3),
      '1/20': member('20', 1, { joinedAt: START + 4, position: 5 }),
    })
  })
  test('have levels, names and switches of their own', () => {
    const found = documents(
      members,
      created,
      happened('MemberLevelSet', { room, user: '20', level: 2, by: '10' }),
      happened('MemberNicknameSet', { room, user: '20', nickname: 'B' }),
      happened('MemberSwitchesSet', { room, user: '20', onTop: 1 }),
      happened('OwnershipTransferred', { room, from: '10', to: '30' }),
      happened('MemberNicknameSet', { room, user: '99', nickname: 'nobody' }),
    )
    expect(found).toEqual({
      '1/10': member('10', 1),
      '1/20': member('20', 2, { nickname: 'B', onTop: 1 }),
      '1/30': member('30', 3),
    })
  })
})

describe('messages', () => {
  test('removed ones are not shown any more, and say what they were', () => {
    const recalled = happened('MessageRecalled', { ...removal(1), level: 3 })
    const deleted = happened('MessageDeleted', removal(2))
    const found = documents(messages, said(1), said(2), said(3), recalled, deleted)
    const { shown: _, ...first } = documents(messages, said(1))['room_1/10/m1']!
    expect(found['room_1/10/m1']).toEqual({ ...first, removed: 'recalled', gone: 1 })
    expect(found['room_1/10/m2']).toMatchObject({ removed: 'deleted', gone: 2 })
    expect(found['room_1/10/m2']).not.toHaveProperty('shown')
    expect(found['room_1/10/m3']).toMatchObject({ shown: 3, at: START + 2 })
  })
  test('a notice has a place of its own beside a message of the same msgId', () => {
    expect(Object.keys(documents(messages, said(1, '10', { msgId: 'e#0' }), notice('e#0')))).toEqual([
      'room_1/10/e#0',
      'room_1//e#0',
    ])
  })
})

test('conversations know their end and the newest removal', () => {
  const events = [
    said(1),
    said(2),
    said(9),
    happened('MessageRecalled', { ...removal(2), level: 3 }),
    happened('MessageDeleted', removal(1)),
  ]
  expect(documents(conversations, ...events)).toEqual({
    room_1: {
      conversation,
      lastOrdinal: 9,
      lastLogId: '109',
      lastKey: 'room_1/10/m9',
      lastPosition: 5,
      lastRemoved: 2,
    },
  })
})

describe('readers', () => {
  const cursors = (...events: Parameters<typeof documents>[1][]) =>
    Object.fromEntries(Object.values(documents(readers, ...events)).map(({ user, cursor }) => [user, cursor]))
  test('one’s own message is read, a notice is not', () =>
    expect(cursors(said(1), said(2, '20'), said(3), notice('e#0', 3))).toEqual({ 10: 3, 20: 2 }))
  test('who joins starts there, and keeps what he had read before', () => {
    const invited = happened('MembersInvited', { room, users: ['20', '30'], by: '10', after: 5 })
    expect(cursors(said(9, '20'), invited, happened('MemberJoined', { room, user: '40', after: 7 }))).toEqual({
      20: 9,
      30: 5,
      40: 7,
    })
  })
  test('runs are applied in their order, and what was missed stays', () => {
    const moves = [
      { from: 1, to: 2, users: ['10', '20'] },
      { from: 3, to: 5, users: ['10', '30'] },
    ]
    expect(cursors(happened('ReadersMoved', { conversation, moves }))).toEqual({ 10: 5, 20: 2 })
  })
})

describe('pending', () => {
  const kicked = happened('MembersKicked', { room, users: ['20', '30'], by: '10' })
  test('is what was not said yet, and goes when all of it is', () => {
    expect(documents(pending, kicked)['event-1']).toMatchObject({ missing: ['event-1#0', 'event-1#1'], position: 1 })
    expect(documents(pending, kicked, notice('event-1#1'))['event-1']?.missing).toEqual(['event-1#0'])
    expect(documents(pending, kicked, notice('event-1#1'), notice('event-1#0'))).toEqual({})
  })
  test('nobody else can say it', () =>
    expect(documents(pending, kicked, said(1, '10', { msgId: 'event-1#0' }))['event-1']?.missing).toHaveLength(2))
})

test('requests with a key have an address', () => {
  const at = (version: number, request?: string) =>
    ({ version, stream: 's', position: 10 * version, metadata: { request } }) as unknown as RecordedOf<'MemberLeft'>
  expect(requests.any!(at(1, 'random'))).toEqual([])
  const found = [at(3, 'key:a'), at(4, 'key:a')].flatMap((event) => requests.any!(event))
  expect(found.map(([key]) => key)).toEqual(['key:a/s', 'key:a/s'])
  expect(found.reduce((old, [, fold]) => fold(old as never) as never, undefined)).toEqual({
    ...{ stream: 's', first: 3, last: 4, position: 40 },
  })
})
