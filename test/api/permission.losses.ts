import type { Client, TestProduct } from '../support/product.js'
import type { Received } from '../support/socket-client.js'
import { act } from '../support/staff.js'

/** Who plays, and where. */
export interface Scene {
  readonly product: TestProduct
  readonly owner: Client
  readonly member: Client
  /** Loses something. */
  readonly victim: Client
  readonly room: string
}

/** A right and the call that takes it away. */
export interface Loss {
  readonly name: string
  readonly takeAway: (scene: Scene) => Promise<unknown>
  /** The event in the log from which on it is gone. */
  readonly event: string
  /** What the victim says: it takes the right that he loses. */
  readonly says: (scene: Scene) => object
  readonly refusal: number
  /** What the victim's sockets hear last of the conversation, or the code that they are closed with. */
  readonly last: number | ((frame: Received, scene: Scene) => boolean)
  /** He goes on hearing the conversation. */
  readonly keepsHearing?: true
  /** Calls of the victim that are refused from then on, with their codes. */
  readonly calls: (scene: Scene) => readonly (readonly [path: string, body: object, code: number])[]
}

const FAR = 7_258_089_600_000

const inRoom = ({ room }: Scene) => ({ channelType: 2, targetId: room })
const hears =
  (eventType: number) =>
  (frame: Received, { room }: Scene): boolean =>
    frame.eventType === eventType && (frame['roomId'] === undefined || frame['roomId'] === room)
const readsOfRoom =
  (code: number): Loss['calls'] =>
  ({ room, member }) => [
    ['/room/chatLog', { id: room }, code],
    ['/room/userList', { roomId: room }, code],
    ['/room/searchMember', { roomId: room, query: 'm' }, code],
    ['/room/userInfo', { roomId: room, userId: member.id }, code],
    ['/room/setMemberNickname', { roomId: room, nickname: 'x' }, code],
    ['/room/joinRoomInvite', { roomId: room, users: [member.id] }, code],
  ]
const readsOfUser =
  (code: number): Loss['calls'] =>
  ({ room, member }) => [
    ['/room/chatLog', { id: room }, code],
    ['/room/list', { type: 3 }, code],
    ['/room/unread', {}, code],
    ['/friend/list', { type: 3 }, code],
    ['/friend/chatLog', { id: member.id }, code],
    ['/user/editNickname', { nickname: 'x' }, code],
  ]

export const losses: readonly Loss[] = [
  {
    name: 'kick',
    takeAway: ({ owner, victim, room }) => owner.ok('/room/kickOut', { roomId: room, users: [victim.id] }),
    event: 'MembersKicked',
    says: inRoom,
    refusal: -6105,
    last: hears(21),
    calls: readsOfRoom(-6105),
  },
  {
    name: 'leave',
    takeAway: ({ victim, room }) => victim.ok('/room/loginOut', { roomId: room }),
    event: 'MemberLeft',
    says: inRoom,
    refusal: -6105,
    last: hears(21),
    calls: readsOfRoom(-6105),
  },
  {
    name: 'dissolve',
    takeAway: ({ owner, room }) => owner.ok('/room/delete', { roomId: room }),
    event: 'RoomDissolved',
    says: inRoom,
    refusal: -6101,
    last: hears(22),
    calls: readsOfRoom(-6101),
  },
  {
    name: 'level down',
    takeAway: ({ owner, victim, room }) => owner.ok('/room/setLevel', { roomId: room, userId: victim.id, level: 1 }),
    event: 'MemberLevelSet',
    says: (scene) => ({ ...inRoom(scene), msgType: 0 }),
    refusal: -3000,
    last: () => true,
    keepsHearing: true,
    calls: ({ room, member }) => [
      ['/room/kickOut', { roomId: room, users: [member.id] }, -3000],
      ['/room/setPermission', { roomId: room, joinPermission: 3 }, -3000],
      ['/room/joinRoomApprove', { roomId: room, userId: member.id, agree: 1 }, -3000],
    ],
  },
  {
    name: 'mute',
    takeAway: ({ product, victim }) => act(product, `/admin/users/${victim.id}/mute`, { until: FAR }),
    event: 'UserMuted',
    says: inRoom,
    refusal: -2007,
    last: hears(3),
    keepsHearing: true,
    calls: () => [],
  },
  {
    name: 'friend removed',
    takeAway: ({ member, victim }) => member.ok('/friend/delete', { id: victim.id }),
    event: 'FriendRemoved',
    says: ({ member }) => ({ channelType: 3, targetId: member.id }),
    refusal: -2018,
    last: hears(32),
    calls: ({ member }) => [
      ['/friend/chatLog', { id: member.id }, -2018],
      ['/friend/setRemark', { id: member.id, remark: 'x' }, -2018],
    ],
  },
  {
    name: 'sign-out',
    takeAway: ({ victim }) => victim.ok('/user/logout'),
    event: 'SignedOut',
    says: inRoom,
    refusal: -1004,
    last: 4003,
    calls: readsOfUser(-1004),
  },
  {
    name: 'takeover',
    takeAway: ({ product, victim }) => product.signIn(victim, 'iOS'),
    event: 'SignedIn',
    says: inRoom,
    refusal: -1007,
    last: 4001,
    calls: readsOfUser(-1007),
  },
]
