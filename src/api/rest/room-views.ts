import type { Context } from '../../commands/context.js'
import { Rejection } from '../../domain/decision.js'
import type { Id } from '../../domain/ids.js'
import { placeOf, roomConversation } from '../../domain/ids.js'
import type { MemberDocument } from '../../projections/members.js'
import { memberKey, members } from '../../projections/members.js'
import { one } from '../../projections/models.js'
import type { RoomDocument } from '../../projections/rooms.js'
import { rooms } from '../../projections/rooms.js'
import { users } from '../../projections/users.js'
import { loadNames, logItem } from '../message-wire.js'
import { unreadOf } from '../unread.js'
import { askerOf } from './asker.js'

/** Members shown in room/info. */
const FIRST = 16

/** Members that userList shows without `page`, and the first of them that a search looks through. */
export const MANY = 2_000

/** The room, else `no-such-room`. */
export const liveRoom = async ({ models }: Context, id: Id): Promise<RoomDocument> => {
  const room = await one(models, rooms, id)
  if (!room?.live) throw new Rejection('no-such-room')
  return room
}

/** A user's membership in a live room, else `no-such-room`, `not-a-member`. */
export const membership = async (context: Context, room: Id, user: Id): Promise<MemberDocument> => {
  await liveRoom(context, room)
  const member = await one(context.models, members, memberKey(room, user))
  if (!member) throw new Rejection('not-a-member')
  return member
}

/** Members of a room with their names and avatars as of now, in the order given. */
export const memberItems = async (context: Context, those: readonly MemberDocument[]): Promise<readonly object[]> => {
  const people = await context.models.get(
    users,
    those.map(({ userId }) => userId),
  )
  return those.map(({ userId, nickname, level }, index) => {
    const { name = '', avatar = '' } = people[index] ?? {}
    return { id: userId, nickname: name, roomNickname: nickname || name, avatar, memberLevel: level }
  })
}

/** Owner, managers, members, within a level by the time of joining (`behaviour.md 2.4`). */
export const membersOf = (
  { models }: Context,
  room: Id,
  page: { skip?: number; limit: number },
): Promise<readonly MemberDocument[]> => models.find(members, { index: 'byRoom', equals: [room], ...page })

/** The reply of room/info: a stranger sees what the room is, not who is in it (`product.md 7`). */
export const roomInfo = async (context: Context, id: Id, user: Id): Promise<object> =>
  shown(context, await liveRoom(context, id), user)

/** The reply of room/create. A repeat of that call is answered as the first time, even if the room was dissolved meanwhile. */
export const createdRoom = async (context: Context, id: Id, user: Id): Promise<object> => {
  const room = await one(context.models, rooms, id)
  if (!room) throw new Rejection('unavailable')
  return shown(context, room, user)
}

const shown = async (context: Context, room: RoomDocument, user: Id): Promise<object> => {
  const { id, markId, name, avatar, memberNumber, canAddFriend, joinPermission } = room
  const basic = { id, markId, name, avatar, memberNumber, canAddFriend, joinPermission }
  const own = await one(context.models, members, memberKey(id, user))
  if (!own) return { ...basic, users: [] }
  return {
    ...basic,
    onlineNumber: context.presence.onlineIn(id).size,
    noDisturbing: own.noDisturbing,
    memberLevel: own.level,
    users: await memberItems(context, await membersOf(context, id, { limit: FIRST })),
  }
}

const membershipsOf = ({ models }: Context, user: Id): Promise<readonly MemberDocument[]> =>
  models.find(members, { index: 'byUser', equals: [user] })

/** The live rooms of a user with his memberships, by name. */
const roomsOf = async (
  context: Context,
  user: Id,
): Promise<readonly { readonly room: RoomDocument; readonly own: MemberDocument }[]> => {
  const own = await membershipsOf(context, user)
  const found = await context.models.get(
    rooms,
    own.map(({ roomId }) => roomId),
  )
  return own
    .flatMap((each, index) => {
      const room = found[index]
      return room?.live ? [{ room, own: each }] : []
    })
    .sort((one, other) => compare(one.room.name, other.room.name) || compare(one.room.id, other.room.id))
}

/** Rooms of the asking user; type 2, frequently used ones, has none (`behaviour.md 5.8`). */
export const roomList = async (context: Context, type: 1 | 2 | 3): Promise<object> => {
  const own = type === 2 ? [] : await roomsOf(context, askerOf(context))
  return {
    roomList: own.map(({ room: { id, markId, name, avatar }, own: { noDisturbing, onTop } }) => {
      return { id, markId, name, avatar, noDisturbing, commonlyUsed: 1, onTop }
    }),
  }
}

/** Rooms of the asking user with unread messages (`behaviour.md 4.7`). */
export const unreadRooms = async (context: Context): Promise<object> => {
  const own = await membershipsOf(context, askerOf(context))
  const found = await unreadOf(
    context,
    askerOf(context),
    own.map(({ roomId }) => roomConversation(roomId)),
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

/** Members by a part of their nickname or name. */
export const searchMembers = async (context: Context, room: Id, query: string): Promise<object> => {
  const found = await membersOf(context, room, { limit: MANY })
  const people = await context.models.get(
    users,
    found.map(({ userId }) => userId),
  )
  const fits = found.filter(({ nickname }, at) => nickname.includes(query) || people[at]?.name.includes(query))
  return { userList: await memberItems(context, fits) }
}

const compare = (one: string, other: string): number => {
  if (one === other) return 0
  return one < other ? -1 : 1
}
