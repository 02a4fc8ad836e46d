import * as Rooms from '../../commands/room.js'
import { id, ids, oneOrTwo, oneToThree, reason, remark, roomId } from '../fields.js'
import { askerOf } from './asker.js'
import { inviteReply } from './room-replies.js'
import type { Route } from './route.js'
import { route } from './route.js'

export const ofMembers = ['no-such-room', 'not-a-member'] as const
export const ofManagers = ['no-such-room', 'not-a-member', 'not-allowed'] as const

const someUsers = ids.min(1, 'must not be empty')

/** Who comes into a room and goes out of it, and what members set for themselves (`behaviour.md 5.2`). */
export const roomMemberRoutes: readonly Route[] = [
  route(
    '/room/joinRoomInvite',
    'user',
    {
      summary: 'Invites users into a room, where needed with the approval of a manager.',
      input: roomId.extend({ users: someUsers }),
      reply: inviteReply,
      refuses: [...ofManagers, 'unknown-user', 'room-full'],
    },
    async (context, input) => {
      const joined = await Rooms.inviteToRoom(context, { by: askerOf(context), room: input.roomId, users: input.users })
      return { state: joined ? 1 : 0 }
    },
  ),
  route(
    '/room/joinRoomApply',
    'user',
    {
      summary: 'Joins a room, or applies where approval is needed.',
      input: roomId.extend({ applyReason: reason }),
      refuses: ['no-such-room', 'already-a-member', 'room-full', 'joining-forbidden'],
    },
    (context, input) =>
      Rooms.applyJoinRoom(context, { by: askerOf(context), room: input.roomId, reason: input.applyReason }),
  ),
  route(
    '/room/joinRoomApprove',
    'user',
    {
      summary: 'Managers answer an application: 1 yes, 2 no.',
      input: roomId.extend({ userId: id, agree: oneOrTwo }),
      refuses: [...ofManagers, 'no-such-request', 'application-already-answered', 'room-full'],
    },
    (context, input) =>
      Rooms.approveJoinRoom(context, {
        by: askerOf(context),
        room: input.roomId,
        user: input.userId,
        agree: input.agree === 1,
      }),
  ),
  route(
    '/room/kickOut',
    'user',
    {
      summary: 'Managers remove members below their own level: all of these or nobody.',
      input: roomId.extend({ users: someUsers }),
      refuses: ofManagers,
    },
    (context, input) => Rooms.kickFromRoom(context, { by: askerOf(context), room: input.roomId, users: input.users }),
  ),
  route(
    '/room/loginOut',
    'user',
    { summary: 'Leaves a room.', input: roomId, refuses: [...ofMembers, 'owner-may-not-leave'] },
    (context, { roomId: room }) => Rooms.leaveRoom(context, { by: askerOf(context), room }),
  ),
  route(
    '/room/setLevel',
    'user',
    {
      summary: 'The owner makes somebody member (1) or manager (2), or hands the room over (3).',
      input: roomId.extend({ userId: id, level: oneToThree }),
      refuses: [...ofManagers, 'is-oneself'],
    },
    (context, input) =>
      Rooms.setMemberLevel(context, {
        by: askerOf(context),
        room: input.roomId,
        user: input.userId,
        level: input.level,
      }),
  ),
  route(
    '/room/setNoDisturbing',
    'user',
    {
      summary: 'Mutes a room for oneself: 1 on, 2 off.',
      input: roomId.extend({ setNoDisturbing: oneOrTwo }),
      refuses: ofMembers,
    },
    (context, input) =>
      Rooms.setMemberSwitches(context, {
        by: askerOf(context),
        room: input.roomId,
        noDisturbing: input.setNoDisturbing,
      }),
  ),
  route(
    '/room/stickyOnTop',
    'user',
    {
      summary: 'Keeps a room on top of the list: 1 on, 2 off.',
      input: roomId.extend({ stickyOnTop: oneOrTwo }),
      refuses: ofMembers,
    },
    (context, input) =>
      Rooms.setMemberSwitches(context, { by: askerOf(context), room: input.roomId, onTop: input.stickyOnTop }),
  ),
  route(
    '/room/setMemberNickname',
    'user',
    {
      summary: 'Sets one’s own nickname in a room; "" clears it.',
      input: roomId.extend({ nickname: remark }),
      refuses: ofMembers,
    },
    (context, input) =>
      Rooms.setMemberNickname(context, { by: askerOf(context), room: input.roomId, nickname: input.nickname }),
  ),
]
