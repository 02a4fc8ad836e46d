import type { Hearer } from '../../src/api/socket/telling.js'
import type { Client } from '../support/product.js'

export type Name = 'owner' | 'manager' | 'member' | 'guest' | 'stranger'
export type People = Readonly<Record<Name, Client>>

/** One act of the play: who takes which part in it. */
export interface Play {
  /** As the document calls it; what it does not have sends nothing. */
  readonly call: string
  readonly act: (people: People, room: string) => Promise<unknown>
  readonly parts: Partial<Record<Hearer, readonly Name[]>>
  /** Notices of two conversations: between those there is no order. */
  readonly isOfTwo?: true
}

const all: readonly Name[] = ['owner', 'manager', 'member']
const withGuest: readonly Name[] = [...all, 'guest']
const managers: readonly Name[] = ['owner', 'manager']
const guest: readonly Name[] = ['guest']
const both: readonly Name[] = ['member', 'guest']

const play = (call: string, parts: Play['parts'], act: Play['act']): Play => ({ call, parts, act })
const silent = (call: string, act: Play['act']): Play => ({ call, parts: {}, act })

/** All in one room, one after the other. */
export const inRoom: readonly Play[] = [
  play('/room/setLevel: 2', { members: all }, ({ owner, manager }, roomId) =>
    owner.ok('/room/setLevel', { roomId, userId: manager.id, level: 2 }),
  ),
  play('/room/joinRoomInvite: they join', { members: withGuest, 'who joined': guest }, (people, roomId) =>
    people.owner.ok('/room/joinRoomInvite', { roomId, users: [people.guest.id] }),
  ),
  play('/room/kickOut', { members: all, 'who was kicked': guest }, (people, roomId) =>
    people.manager.ok('/room/kickOut', { roomId, users: [people.guest.id] }),
  ),
  play('/room/joinRoomApply: free', { members: withGuest, 'who joined': guest }, (people, roomId) =>
    people.guest.ok('/room/joinRoomApply', { roomId }),
  ),
  play('/room/loginOut', { members: all, 'who left': guest, 'owner and managers': managers }, (people, roomId) =>
    people.guest.ok('/room/loginOut', { roomId }),
  ),
  silent('/room/setPermission', ({ owner }, roomId) => owner.ok('/room/setPermission', { roomId, joinPermission: 1 })),
  silent('/room/setMemberNickname', ({ member }, roomId) =>
    member.ok('/room/setMemberNickname', { roomId, nickname: 'M' }),
  ),
  silent('/room/stickyOnTop', ({ member }, roomId) => member.ok('/room/stickyOnTop', { roomId, stickyOnTop: 1 })),
  silent('/room/chatLog', ({ member }, id) => member.ok('/room/chatLog', { id })),
  silent('/user/editNickname', ({ member }) => member.ok('/user/editNickname', { nickname: 'M' })),
  play('/room/joinRoomApply: needs approval', { 'owner and managers': managers }, (people, roomId) =>
    people.guest.ok('/room/joinRoomApply', { roomId }),
  ),
  play('/room/joinRoomApprove: no', { 'owner and managers': managers, 'the applicant': guest }, (people, roomId) =>
    people.manager.ok('/room/joinRoomApprove', { roomId, userId: people.guest.id, agree: 2 }),
  ),
  play('/room/joinRoomInvite: they need approval', { 'owner and managers': managers }, (people, roomId) =>
    people.member.ok('/room/joinRoomInvite', { roomId, users: [people.guest.id] }),
  ),
  play(
    '/room/joinRoomApprove: yes',
    { members: withGuest, 'who joined': guest, 'owner and managers': managers, 'the applicant': guest },
    (people, roomId) => people.owner.ok('/room/joinRoomApprove', { roomId, userId: people.guest.id, agree: 1 }),
  ),
  play('event 0 to a room or friend', { members: withGuest }, async ({ guest: speaker }, targetId) => {
    const socket = await speaker.socket()
    await socket.say({ targetId })
    await socket.close()
  }),
  play('/friend/add', { 'both friends': both }, ({ member, guest: friend }, roomId) =>
    member.ok('/friend/add', { id: friend.id, roomId }),
  ),
  {
    call: '/friend/response: yes, from a room',
    parts: { 'both friends': both, members: withGuest },
    isOfTwo: true,
    act: ({ member, guest: friend }) => friend.ok('/friend/response', { id: member.id, agree: 1 }),
  },
  play('/room/setLevel: 1', { members: withGuest }, ({ owner, manager }, roomId) =>
    owner.ok('/room/setLevel', { roomId, userId: manager.id, level: 1 }),
  ),
  play('/room/setLevel: 3', { members: withGuest }, ({ owner, manager }, roomId) =>
    owner.ok('/room/setLevel', { roomId, userId: manager.id, level: 3 }),
  ),
  play('/room/delete', { members: withGuest }, ({ manager }, roomId) => manager.ok('/room/delete', { roomId })),
  play('/friend/delete', { 'both friends': both }, ({ member, guest: friend }) =>
    member.ok('/friend/delete', { id: friend.id }),
  ),
  play('/friend/add', { 'both friends': both }, ({ member, guest: friend }) =>
    friend.ok('/friend/add', { id: member.id }),
  ),
  play('/friend/response: no', { 'both friends': both }, ({ member, guest: friend }) =>
    member.ok('/friend/response', { id: friend.id, agree: 2 }),
  ),
  play('/friend/add', { 'both friends': both }, ({ member, guest: friend }) =>
    friend.ok('/friend/add', { id: member.id }),
  ),
  play('/friend/response: yes', { 'both friends': both }, ({ member, guest: friend }) =>
    member.ok('/friend/response', { id: friend.id, agree: 1 }),
  ),
  play('event 0 to a room or friend', { members: both }, async ({ member, guest: friend }) => {
    const socket = await member.socket()
    await socket.say({ channelType: 3, targetId: friend.id })
    await socket.close()
  }),
  silent('/friend/setRemark', ({ member, guest: friend }) =>
    member.ok('/friend/setRemark', { id: friend.id, remark: 'g' }),
  ),
]
