import { z } from 'zod'
import { applicationFields, party } from '../../rest/friend-replies.js'
import { groupFields } from '../../rest/group-replies.js'
import { count, shownId as id, shownTime as time } from '../../rest/reply-fields.js'
import { heardFrame } from './messages.js'
import type { Described } from './parts.js'
import { described, oneOf } from './parts.js'

const frame = <N extends number, S extends z.core.$ZodLooseShape>(eventType: N, shape: S) =>
  z.strictObject({ eventType: z.literal(eventType), ...shape })

const list = z.array(heardFrame).min(1).describe('In log order.')
const listOf = (eventType: 40 | 41 | 46) => frame(eventType, { list })

const older = 'As the older server called it.'
const groupGone = <N extends 4 | 5>(eventType: N) =>
  frame(eventType, {
    groupId: id,
    datetime: time,
    event_type: z.literal(eventType).describe(older),
    group_id: id.describe(older),
  })

const status = oneOf({ 0: 'open', 1: 'open, where GROUP_STATUS_ENCODING is server' })

const at = 1_767_225_600_000
const [room, alice, bob, group] = ['376832163840', '376832159744', '376832159745', '376832163841']
const ofAlice = { id: alice, name: 'Alice', avatar: '', position: '' } as const
const ofBob = { id: bob, name: 'Bob', avatar: '', position: '' } as const
const ofRoom = { id: room, name: 'tea party', avatar: '', position: '' } as const
const gone = { groupId: group, datetime: at, group_id: group }
const counts = { totalNumber: 0, userNumber: 0, visitorNumber: 0, totalNum: 0, userNum: 0, visitorNum: 0 }
const asked = { senderInfo: ofAlice, id: '376832163843', applyReason: 'hello', status: 1, datetime: at } as const

const message = {
  eventType: 0,
  msgId: '0b8a6c1e-5f6e-4b55-9d0f-0d6e1f4b2c11',
  channelType: 2,
  fromId: alice,
  targetId: room,
  msgType: 1,
  msg: { content: 'hello' },
  datetime: at,
  logId: '376832163842',
  senderInfo: { nickname: 'Alice', avatar: '' },
} as const

/** What the server sends of itself, by event; who gets it and when: `docs/notices-and-frames.md`. */
export const framesOut = {
  0: described(
    'Message',
    'Somebody said something. To all in the conversation; the sender’s own copy is his acknowledgement.',
    heardFrame,
    message,
  ),
  3: described(
    'Muted',
    'You may not speak, or may again: then both times are 0.',
    frame(3, {
      mutedTime: time.describe('When it began.'),
      mutedLastTime: count.describe('How long it is in all, ms.'),
      datetime: time,
      event_type: z.literal(3).describe(older),
      muted_time: time.describe(older),
      muted_last_time: count.describe(older),
    }),
    {
      eventType: 3,
      mutedTime: at,
      mutedLastTime: 60_000,
      datetime: at,
      event_type: 3,
      muted_time: at,
      muted_last_time: 60_000,
    },
  ),
  4: described(
    'GroupClosed',
    'A chat room was closed; nobody is inside any more. To everybody, visitors too.',
    groupGone(4),
    { eventType: 4, event_type: 4, ...gone },
  ),
  5: described('GroupDeleted', 'A chat room was deleted. To everybody, visitors too.', groupGone(5), {
    eventType: 5,
    event_type: 5,
    ...gone,
  }),
  7: described(
    'GroupOpened',
    'A chat room was made or opened again. To everybody, visitors too.',
    frame(7, { ...groupFields, status }),
    {
      eventType: 7,
      groupId: group,
      groupName: 'lobby',
      avatar: '',
      description: '',
      createTime: at,
      openTime: at,
      closeTime: at,
      status: 0,
      ...counts,
    },
  ),
  10: described(
    'MessageRemoved',
    'A message was recalled or deleted. Only to clients of the older generation, who sign in without FZM-DEVICE-NAME.',
    frame(10, {
      logType: oneOf({ 1: 'room or chat room', 2: 'friend' }),
      logId: id,
      operateType: oneOf({ 1: 'recalled', 2: 'deleted' }),
      userName: z.string().describe('Who did it.'),
    }),
    { eventType: 10, logType: 1, logId: message.logId, operateType: 1, userName: 'Alice' },
  ),
  20: described(
    'Joined',
    'You are in this room now.',
    frame(20, { roomId: id, userId: id.describe('You.'), datetime: time }),
    {
      eventType: 20,
      roomId: room,
      userId: bob,
      datetime: at,
    },
  ),
  21: described(
    'Left',
    'You are out of this room.',
    frame(21, {
      roomId: id,
      userId: id.describe('You.'),
      type: oneOf({ 1: 'you left', 2: 'you were kicked' }),
      content: z.literal(''),
      datetime: time,
    }),
    { eventType: 21, roomId: room, userId: bob, type: 2, content: '', datetime: at },
  ),
  22: described(
    'Dissolved',
    'The room is no more.',
    frame(22, { roomId: id, userId: id.describe('Who dissolved it.'), datetime: time }),
    { eventType: 22, roomId: room, userId: alice, datetime: at },
  ),
  23: described(
    'RoomApplication',
    'Somebody applies to a room, or was answered. To its owner and managers; the answer also to the applicant.',
    frame(23, { ...applicationFields, type: z.literal(1) }),
    { eventType: 23, type: 1, receiveInfo: ofRoom, ...asked },
  ),
  24: described(
    'OnlineCount',
    'How many members of a room are online; at most once a second.',
    frame(24, { roomId: id, number: z.string().regex(/^\d+$/), datetime: time }),
    { eventType: 24, roomId: room, number: '2', datetime: at },
  ),
  31: described(
    'FriendRequest',
    'A friend request, or its answer. To both.',
    frame(31, { ...applicationFields, type: z.literal(2) }),
    { eventType: 31, type: 2, receiveInfo: ofBob, ...asked },
  ),
  32: described(
    'FriendRemoved',
    'A friendship was ended. To both.',
    frame(32, { senderInfo: party.describe('Who ended it.'), receiveInfo: party, datetime: time }),
    { eventType: 32, senderInfo: ofAlice, receiveInfo: ofBob, datetime: at },
  ),
  40: described('OldMessages', 'Answer to 42 with `time` 0.', listOf(40), { eventType: 40, list: [message] }),
  41: described('MissedMessages', 'Answer to 42.', listOf(41), { eventType: 41, list: [message] }),
  43: described(
    'CaughtUp',
    'The catch-up is complete: only now a newer `logId` counts as the last one seen.',
    frame(43, {}),
    {
      eventType: 43,
    },
  ),
  46: described('LackingMessages', 'Answer to 45 where the numbers differ: all messages of the span.', listOf(46), {
    eventType: 46,
    list: [message],
  }),
  47: described('Checked', 'The check is complete.', frame(47, { begin: time, end: time }), {
    eventType: 47,
    begin: 1_767_225_600_000,
    end: 1_767_312_000_000,
  }),
} as const satisfies Readonly<Record<number, Described>>
