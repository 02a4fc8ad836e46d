import { describe, expect, test } from 'vitest'
import * as Conversation from '../../src/domain/conversation.js'
import type { Aggregate, Event, Recorded } from '../../src/domain/decision.js'
import type { EventType } from '../../src/domain/events.js'
import { personal, upcast } from '../../src/domain/events.js'
import * as Friendship from '../../src/domain/friendship.js'
import * as Group from '../../src/domain/group.js'
import * as Operator from '../../src/domain/operator.js'
import * as Reservation from '../../src/domain/phone.js'
import * as Reader from '../../src/domain/reader.js'
import * as Report from '../../src/domain/report.js'
import * as Room from '../../src/domain/room.js'
import * as Session from '../../src/domain/session.js'
import * as User from '../../src/domain/user.js'
import { examples } from '../support/examples.js'

/** The module of an aggregate, whatever its state and events are. */
interface Module {
  readonly initial: () => object
  readonly evolve: unknown
}

/** What folds each type; a type that nobody folds does not compile. */
const aggregates: { readonly [T in EventType]: Module } = {
  UserRegistered: User,
  UserRenamed: User,
  AvatarChanged: User,
  LevelChanged: User,
  UserMuted: User,
  PhoneReserved: Reservation,
  PhoneReleased: Reservation,
  MarkReserved: Reservation,
  MarkReleased: Reservation,
  SignedIn: Session,
  SessionRenewed: Session,
  SessionUsed: Session,
  SignedOut: Session,
  SessionsRevoked: Session,
  FriendRequested: Friendship,
  FriendRefused: Friendship,
  FriendAccepted: Friendship,
  FriendRemoved: Friendship,
  FriendRemarkSet: Friendship,
  FriendSwitchesSet: Friendship,
  RoomCreated: Room,
  MemberJoined: Room,
  MembersInvited: Room,
  MemberLeft: Room,
  MembersKicked: Room,
  JoinRequested: Room,
  JoinRefused: Room,
  MemberLevelSet: Room,
  OwnershipTransferred: Room,
  PermissionsSet: Room,
  MemberNicknameSet: Room,
  MemberSwitchesSet: Room,
  RoomDissolved: Room,
  GroupCreated: Group,
  GroupRenamed: Group,
  GroupAvatarChanged: Group,
  GroupOpened: Group,
  GroupClosed: Group,
  GroupDeleted: Group,
  MessageSent: Conversation,
  MessageRecalled: Conversation,
  MessageDeleted: Conversation,
  ReadersMoved: Reader,
  UserReported: Report,
  PrivateConversationRead: Operator,
  ClockAdvanced: Operator,
  RebuildRequested: Operator,
}

const frozen = <T>(value: T): T => {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(frozen)
  return value
}

/** An example as it comes back from the log. */
const stored = (type: EventType): Event =>
  frozen(upcast(JSON.parse(JSON.stringify({ type, data: examples[type] })) as Recorded<Event>))

const types = Object.keys(examples) as EventType[]
const at = Date.UTC(2026, 0, 1)

/** The state after these events, one after the other. */
const fold = (aggregate: Module, events: readonly Event[]): unknown => {
  const { initial, evolve } = aggregate as Aggregate<object, Event>
  return events.reduce((state, event) => evolve(state, event, at), initial())
}

describe('the stored example of', () => {
  test.each(types)(
    '%s comes back from JSON as it was and is folded, unchanged, also as the first of its stream',
    (type) => {
      const event = stored(type)
      expect(event.data).toEqual(examples[type])
      expect(fold(aggregates[type], [event])).toBeTypeOf('object')
    },
  )
})

describe('a stream of all examples of an aggregate', () => {
  test.each([
    [User, { name: 'Alice', avatar: 'https://example.org/alice.png', level: 2, mutedUntil: 1_800_000_600_000 }],
    [Reservation, { owner: '', markId: '' }],
    [Session, { user: '8192', live: new Map() }],
    [Friendship, { friends: false }],
    [Room, { name: 'Readers', live: false, owner: '9000', canAddFriend: 2, joinPermission: 3 }],
    [Group, { name: 'Hall', avatar: 'https://example.org/hall.png', status: 'deleted' }],
    [Report, { made: new Set(['8192/36864']) }],
    [Conversation, { lastLogId: '36864', lastOrdinal: 1 }],
    [Operator, { offset: 86_400_000 }],
  ] satisfies [Module, object][])('folds into its last state (%#)', (aggregate, state) => {
    const events = types.filter((type) => aggregates[type] === aggregate).map(stored)
    expect(fold(aggregate, events)).toMatchObject(state)
  })
})

test('every field that is called personal, and the field that says whose it is, is a field of its event', () => {
  const named = Object.entries(personal).flatMap(([type, fields]) =>
    Object.entries(fields).flatMap(([field, owner]) => [`${type}.${field}`, `${type}.${owner}`]),
  )
  const fields = types.flatMap((type) => Object.keys(examples[type]).map((field) => `${type}.${field}`))
  expect(named.filter((field) => !fields.includes(field))).toEqual([])
})
