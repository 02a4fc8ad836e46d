import { z } from 'zod'
import { visible } from '../../commands/perform.js'
import * as Rooms from '../../commands/room.js'
import { roomConversation } from '../../domain/ids.js'
import { chatLog } from '../chat-log.js'
import { httpUrl, id, ids, integer, oneToThree, pageNumber, roomId, startId, text, unlessZero } from '../fields.js'
import { logItem } from '../message-wire.js'
import { askerOf } from './asker.js'
import { logOf, message, unreadOf } from './log-replies.js'
import { ofManagers, ofMembers } from './room-members.js'
import { member, memberListReply, onlineReply, roomListReply, roomReply } from './room-replies.js'
import {
  MANY,
  liveRoom,
  memberItems,
  membership,
  membersOf,
  createdRoom,
  roomInfo,
  roomList,
  searchMembers,
  unreadRooms,
} from './room-views.js'
import type { Route } from './route.js'
import { route } from './route.js'

const reading: readonly Route[] = [
  route(
    '/room/list',
    'user',
    { summary: 'Lists one’s rooms by name.', input: z.object({ type: oneToThree }), reply: roomListReply },
    (context, { type }) => roomList(context, type),
  ),
  route('/room/unread', 'user', { summary: 'Counts unread messages by room.', reply: unreadOf(message) }, unreadRooms),
  route(
    '/room/info',
    'user',
    {
      summary: 'Shows a room; who is no member sees less.',
      input: roomId,
      reply: roomReply,
      refuses: ['no-such-room'],
    },
    (context, input) => roomInfo(context, input.roomId, askerOf(context)),
  ),
  route(
    '/room/userList',
    'user',
    {
      summary: 'Lists the members of a room: without page the first 2,000, with it number a page.',
      input: roomId.extend({ page: integer(1, 100_000).optional(), number: pageNumber }),
      reply: memberListReply,
      refuses: ofMembers,
    },
    async (context, { roomId: room, page, number }) => {
      await membership(context, room, askerOf(context))
      const part = page === undefined ? { limit: MANY } : { skip: (page - 1) * number, limit: number }
      return { userList: await memberItems(context, await membersOf(context, room, part)) }
    },
  ),
  route(
    '/room/userInfo',
    'user',
    { summary: 'Shows a member of a room.', input: roomId.extend({ userId: id }), reply: member, refuses: ofMembers },
    async (context, { roomId: room, userId }) => {
      await membership(context, room, askerOf(context))
      const [item] = await memberItems(context, [await membership(context, room, userId)])
      return item
    },
  ),
  route(
    '/room/searchMember',
    'user',
    {
      summary: 'Finds members by a part of their nickname or name.',
      input: roomId.extend({ query: text(1, 255) }),
      reply: memberListReply,
      refuses: ofMembers,
    },
    async (context, input) => {
      await membership(context, input.roomId, askerOf(context))
      return searchMembers(context, input.roomId, input.query)
    },
  ),
  route(
    '/room/getOnlineNumber',
    'anyone',
    {
      summary: 'Counts the members of a room who are online.',
      input: roomId,
      reply: onlineReply,
      refuses: ['no-such-room'],
    },
    async (context, input) => {
      const { id: room } = await liveRoom(context, input.roomId)
      return { onlineNumber: context.presence.onlineIn(room).size }
    },
  ),
  route(
    '/room/chatLog',
    'user',
    {
      summary: 'Pages through the messages of a room, which then count as read.',
      input: z.object({ id, startId: startId.optional(), number: pageNumber }),
      reply: logOf(message),
      refuses: ofMembers,
    },
    async (context, { id: room, startId: from, number }) => {
      await membership(context, room, askerOf(context))
      return chatLog(context, askerOf(context), {
        conversation: roomConversation(room),
        startId: from,
        number,
        item: logItem,
      })
    },
  ),
]

const named = z.object({
  roomName: z.union([z.literal(''), text(1, 20)]).default(''),
  roomAvatar: z.union([z.literal(''), httpUrl]).default(''),
})

const changing: readonly Route[] = [
  route(
    '/room/create',
    'user',
    {
      summary: 'Creates a room with these members; without a name it gets one made of theirs.',
      input: named.extend({ users: ids }),
      reply: roomReply,
      refuses: ['unknown-user', 'room-full', 'network'],
    },
    async (context, input) => {
      const by = askerOf(context)
      const room = await Rooms.createRoom(context, {
        by,
        users: input.users,
        name: input.roomName,
        avatar: input.roomAvatar,
      })
      await visible(context)
      return createdRoom(context, room, by)
    },
  ),
  route(
    '/room/delete',
    'user',
    { summary: 'The owner dissolves a room.', input: roomId, refuses: ofManagers },
    (context, { roomId: room }) => Rooms.dissolveRoom(context, { by: askerOf(context), room }),
  ),
  route(
    '/room/setPermission',
    'user',
    {
      summary: 'Managers set who may join and whether members may add each other as friends.',
      input: roomId.extend({
        canAddFriend: unlessZero<1 | 2>(2).optional(),
        joinPermission: unlessZero<1 | 2 | 3>(3).optional(),
      }),
      refuses: ofManagers,
    },
    (context, { roomId: room, canAddFriend, joinPermission }) =>
      Rooms.setRoomPermissions(context, {
        by: askerOf(context),
        room,
        ...(canAddFriend === undefined ? {} : { canAddFriend }),
        ...(joinPermission === undefined ? {} : { joinPermission }),
      }),
  ),
]

export const roomRoutes: readonly Route[] = [...reading, ...changing]
