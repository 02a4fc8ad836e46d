import { z } from 'zod'
import { visible } from '../../commands/perform.js'
import * as Rooms from '../../commands/room.js'
import type { Context } from '../../commands/context.js'
import { Rejection } from '../../domain/decision.js'
import type { Id } from '../../domain/ids.js'
import { placeOf, roomConversation } from '../../domain/ids.js'
import { users } from '../../projections/users.js'
import { chatLog } from '../chat-log.js'
import {
  httpUrl,
  id,
  ids,
  integer,
  oneOrTwo,
  oneToThree,
  pageNumber,
  reason,
  remark,
  startId,
  text,
} from '../fields.js'
import { loadNames, logItem } from '../message-wire.js'
import { unreadOf } from '../unread.js'
import { alsoCalled } from '../wire.js'
import { askerOf } from './asker.js'
import { memberItems, membership, membersOf, roomInfo, roomsOf } from './room-views.js'
import type { Route } from './route.js'
import { route } from './route.js'

/** Members that userList shows without `page`, and the first of them that a search looks through. */
const MANY = 2_000

/** The SEED writes `rootId` in two places (`behaviour.md 9 item 2`). */
const roomId = z.object({ roomId: alsoCalled(id, 'rootId') })

const list = async (context: Context, type: 1 | 2 | 3): Promise<object> => {
  const own = type === 2 ? [] : await roomsOf(context, askerOf(context))
  return {
    roomList: own.map(({ room: { id, markId, name, avatar }, own: { noDisturbing, onTop } }) => {
      return { id, markId, name, avatar, noDisturbing, commonlyUsed: 1, onTop }
    }),
  }
}

const unread = async (context: Context): Promise<object> => {
  const own = await roomsOf(context, askerOf(context))
  const found = await unreadOf(
    context,
    askerOf(context),
    own.map(({ room }) => roomConversation(room.id)),
  )
  const names = await loadNames(
    context.models,
    found.map(({ last }) => last),
  )
  return {
    infos: found.map(({ conversation, number, last }) => {
      const place = placeOf(conversation)
      return { id: place.kind === 'room' ? place.room : '', number, lastLog: logItem(last, names) }
    }),
  }
}

const search = async (context: Context, room: Id, query: string): Promise<object> => {
  const found = await membersOf(context, room, { limit: MANY })
  const people = await context.models.get(
    users,
    found.map(({ userId }) => userId),
  )
  const fits = found.filter(({ nickname }, at) => nickname.includes(query) || people[at]?.name.includes(query))
  return { userList: await memberItems(context, fits) }
}

const reading: readonly Route[] = [
  route('/room/list', 'user', z.object({ type: oneToThree }), (context, { type }) => list(context, type)),
  route('/room/unread', 'user', z.object({}), unread),
  route('/room/info', 'user', roomId, (context, input) => roomInfo(context, input.roomId, askerOf(context))),
  route(
    '/room/userList',
    'user',
    roomId.extend({ page: integer(1, 100_000).optional(), number: pageNumber }),
    async (context, { roomId: room, page, number }) => {
      await membership(context, room, askerOf(context))
      const part = page === undefined ? { limit: MANY } : { skip: (page - 1) * number, limit: number }
      return { userList: await memberItems(context, await membersOf(context, room, part)) }
    },
  ),
  route('/room/userInfo', 'user', roomId.extend({ userId: id }), async (context, { roomId: room, userId }) => {
    await membership(context, room, askerOf(context))
    const [item] = await memberItems(context, [await membership(context, room, userId)])
    return item
  }),
  route('/room/searchMember', 'user', roomId.extend({ query: text(1, 255) }), async (context, input) => {
    await membership(context, input.roomId, askerOf(context))
    return search(context, input.roomId, input.query)
  }),
  route('/room/getOnlineNumber', 'anyone', roomId, async ({ presence }, input) => ({
    onlineNumber: await presence.onlineIn(input.roomId),
  })),
  route(
    '/room/chatLog',
    'user',
    z.object({ id, startId: startId.optional(), number: pageNumber }),
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
  route('/room/create', 'user', named.extend({ users: ids }), async (context, input) => {
    const by = askerOf(context)
    const room = await Rooms.createRoom(context, {
      by,
      users: input.users,
      name: input.roomName,
      avatar: input.roomAvatar,
    })
    await visible(context)
    return roomInfo(context, room, by)
  }),
  route('/room/delete', 'user', roomId, (context, { roomId: room }) =>
    Rooms.dissolveRoom(context, { by: askerOf(context), room }),
  ),
  route('/room/kickOut', 'user', roomId.extend({ users: ids }), (context, { roomId: room, users: those }) => {
    if (those.length === 0) throw new Rejection('bad-parameter', 'users must not be empty')
    return Rooms.kickFromRoom(context, { by: askerOf(context), room, users: those })
  }),
  route('/room/loginOut', 'user', roomId, (context, { roomId: room }) =>
    Rooms.leaveRoom(context, { by: askerOf(context), room }),
  ),
  route(
    '/room/setPermission',
    'user',
    roomId.extend({ canAddFriend: oneOrTwo.optional(), joinPermission: oneToThree.optional() }),
    (context, { roomId: room, canAddFriend, joinPermission }) =>
      Rooms.setRoomPermissions(context, {
        by: askerOf(context),
        room,
        ...(canAddFriend === undefined ? {} : { canAddFriend }),
        ...(joinPermission === undefined ? {} : { joinPermission }),
      }),
  ),
  route('/room/setLevel', 'user', roomId.extend({ userId: id, level: oneToThree }), (context, input) =>
    Rooms.setMemberLevel(context, { by: askerOf(context), room: input.roomId, user: input.userId, level: input.level }),
  ),
  route('/room/setNoDisturbing', 'user', roomId.extend({ setNoDisturbing: oneOrTwo }), (context, input) =>
    Rooms.setMemberSwitches(context, { by: askerOf(context), room: input.roomId, noDisturbing: input.setNoDisturbing }),
  ),
  route('/room/stickyOnTop', 'user', roomId.extend({ stickyOnTop: oneOrTwo }), (context, input) =>
    Rooms.setMemberSwitches(context, { by: askerOf(context), room: input.roomId, onTop: input.stickyOnTop }),
  ),
  route('/room/setMemberNickname', 'user', roomId.extend({ nickname: remark }), (context, input) =>
    Rooms.setMemberNickname(context, { by: askerOf(context), room: input.roomId, nickname: input.nickname }),
  ),
  route('/room/joinRoomInvite', 'user', roomId.extend({ users: ids }), async (context, input) => {
    if (input.users.length === 0) throw new Rejection('bad-parameter', 'users must not be empty')
    const joined = await Rooms.inviteToRoom(context, { by: askerOf(context), room: input.roomId, users: input.users })
    return { state: joined ? 1 : 0 }
  }),
  route('/room/joinRoomApply', 'user', roomId.extend({ applyReason: reason }), (context, input) =>
    Rooms.applyJoinRoom(context, { by: askerOf(context), room: input.roomId, reason: input.applyReason }),
  ),
  route('/room/joinRoomApprove', 'user', roomId.extend({ userId: id, agree: oneOrTwo }), (context, input) =>
    Rooms.approveJoinRoom(context, {
      by: askerOf(context),
      room: input.roomId,
      user: input.userId,
      agree: input.agree === 1,
    }),
  ),
]

export const roomRoutes: readonly Route[] = [...reading, ...changing]
