import type { Application } from './application.js'
import { ACCEPTED, REFUSED, WAITING } from './application.js'
import type { Is, Time } from './decision.js'
import type { Id } from './ids.js'
import type { Member, MemberLevel, Members } from './members.js'
import { MEMBER, OWNER } from './members.js'

export const streamOf = (room: Id): string => `room-${room}`

/** 1 approval needed, 2 free, 3 forbidden (`behaviour.md 9 item 26`). */
export type JoinPermission = 1 | 2 | 3
export type Switch = 1 | 2

export type RoomEvent =
  | Is<
      'RoomCreated',
      {
        readonly room: Id
        readonly markId: string
        readonly name: string
        readonly avatar: string
        readonly owner: Id
        /** Without the owner, in the order given. All start after ordinal 0. */
        readonly members: readonly Id[]
      }
    >
  /** By applying where joining is free, or by approval (`by` approved the application). */
  | Is<
      'MemberJoined',
      { readonly room: Id; readonly user: Id; readonly after: number; readonly by?: Id; readonly application?: Id }
    >
  | Is<'MembersInvited', { readonly room: Id; readonly users: readonly Id[]; readonly by: Id; readonly after: number }>
  | Is<'MemberLeft', { readonly room: Id; readonly user: Id }>
  | Is<'MembersKicked', { readonly room: Id; readonly users: readonly Id[]; readonly by: Id }>
  | Is<
      'JoinRequested',
      {
        readonly room: Id
        readonly application: Id
        readonly user: Id
        readonly reason: string
        readonly inviter?: Id
      }
    >
  | Is<'JoinRefused', { readonly room: Id; readonly application: Id; readonly user: Id; readonly by: Id }>
  /** Member ↔ manager. */
  | Is<'MemberLevelSet', { readonly room: Id; readonly user: Id; readonly level: 1 | 2; readonly by: Id }>
  /** The old owner becomes a member. */
  | Is<'OwnershipTransferred', { readonly room: Id; readonly from: Id; readonly to: Id }>
  | Is<
      'PermissionsSet',
      {
        readonly room: Id
        readonly by: Id
        readonly canAddFriend?: Switch
        readonly joinPermission?: JoinPermission
      }
    >
  | Is<'MemberNicknameSet', { readonly room: Id; readonly user: Id; readonly nickname: string }>
  | Is<
      'MemberSwitchesSet',
      { readonly room: Id; readonly user: Id; readonly noDisturbing?: Switch; readonly onTop?: Switch }
    >
  /** `members`: everybody who was in it. */
  | Is<'RoomDissolved', { readonly room: Id; readonly by: Id; readonly members: readonly Id[] }>

export interface Room {
  id: Id
  name: string
  live: boolean
  owner: Id
  members: Members
  /** By applicant. */
  applications: Map<Id, Application>
  canAddFriend: Switch
  joinPermission: JoinPermission
}

/** `id` is "" until it is created. */
export const initial = (): Room => ({
  id: '',
  name: '',
  live: false,
  owner: '',
  members: new Map(),
  applications: new Map(),
  canAddFriend: 1,
  joinPermission: 2,
})

/** Bytes that a folded room takes, roughly. */
export const weigh = (room: Room): number => 400 + 160 * (room.members.size + room.applications.size)

const join = (room: Room, user: Id, member: Member): void => {
  room.members.set(user, member)
  const application = room.applications.get(user)
  if (application?.status === WAITING) room.applications.set(user, { ...application, status: ACCEPTED })
}
const newcomer = (level: MemberLevel, joinedAt: Time, after: number): Member => ({
  level,
  joinedAt,
  after,
  nickname: '',
  noDisturbing: 2,
  onTop: 2,
})
const change = (room: Room, user: Id, changes: Partial<Member>): void => {
  const member = room.members.get(user)
  if (member) room.members.set(user, { ...member, ...changes })
}

const folds: { [T in RoomEvent['type']]: (room: Room, data: DataOf<T>, at: Time) => void } = {
  RoomCreated: (room, { room: id, name, owner, members }, at) => {
    Object.assign(room, { id, name, owner, live: true })
    room.members.set(owner, newcomer(OWNER, at, 0))
    for (const user of members) room.members.set(user, newcomer(MEMBER, at, 0))
  },
  MemberJoined: (room, { user, after }, at) => join(room, user, newcomer(MEMBER, at, after)),
  MembersInvited: (room, { users, after }, at) => {
    for (const user of users) join(room, user, newcomer(MEMBER, at, after))
  },
  MemberLeft: (room, { user }) => void room.members.delete(user),
  MembersKicked: (room, { users }) => {
    for (const user of users) room.members.delete(user)
  },
  JoinRequested: (room, { application: id, user, reason, inviter }, at) =>
    void room.applications.set(user, {
      id,
      applicant: user,
      reason,
      status: WAITING,
      at,
      ...(inviter === undefined ? {} : { inviter }),
    }),
  JoinRefused: (room, { user }) => {
    const application = room.applications.get(user)
    if (application) room.applications.set(user, { ...application, status: REFUSED })
  },
  MemberLevelSet: (room, { user, level }) => change(room, user, { level }),
  OwnershipTransferred: (room, { from, to }) => {
    change(room, from, { level: MEMBER })
    change(room, to, { level: OWNER })
    room.owner = to
  },
  PermissionsSet: (room, { canAddFriend, joinPermission }) => {
    room.canAddFriend = canAddFriend ?? room.canAddFriend
    room.joinPermission = joinPermission ?? room.joinPermission
  },
  MemberNicknameSet: (room, { user, nickname }) => change(room, user, { nickname }),
  MemberSwitchesSet: (room, { room: _, user, ...switches }) => change(room, user, switches),
  RoomDissolved: (room) => void (room.live = false),
}
type DataOf<T extends RoomEvent['type']> = Extract<RoomEvent, { type: T }>['data']

export const evolve = (room: Room, event: RoomEvent, at: Time): Room => {
  const fold = folds[event.type] as (room: Room, data: RoomEvent['data'], at: Time) => void
  fold(room, event.data, at)
  return room
}

export * from './room-rules.js'
