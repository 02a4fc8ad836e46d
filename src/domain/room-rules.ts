import type { Decision } from './decision.js'
import { Rejection } from './decision.js'
import type { Id } from './ids.js'
import { MANAGER, OWNER, levelOf } from './members.js'
import { WAITING } from './application.js'
import type { JoinPermission, Room, RoomEvent, Switch } from './room.js'

type Rule = Decision<RoomEvent, Room>
type Facts<T extends RoomEvent['type']> = Extract<RoomEvent, { type: T }>['data']

/** `no-such-room` for one that is unknown or dissolved. */
export const mustBeLive = (room: Readonly<Room>): void => {
  if (!room.live) throw new Rejection('no-such-room')
}
/** The room lives and this user is in it, else `no-such-room`, `not-a-member`. */
const mustBeMember = (room: Readonly<Room>, user: Id): void => {
  mustBeLive(room)
  if (!room.members.has(user)) throw new Rejection('not-a-member')
}
const mustManage = (room: Readonly<Room>, user: Id): void => {
  mustBeMember(room, user)
  if (levelOf(room.members, user) < MANAGER) throw new Rejection('not-allowed')
}
const mustOwn = (room: Readonly<Room>, user: Id): void => {
  mustBeMember(room, user)
  if (room.owner !== user) throw new Rejection('not-allowed')
}
const mustHold = (room: Readonly<Room>, newcomers: number, limit: number): void => {
  if (room.members.size + newcomers > limit) throw new Rejection('room-full')
}

/** May this user say this here (`behaviour.md 4.2`)? Announcements (kind 0) are for managers. */
export const checkSpeaker = (room: Readonly<Room>, user: Id, kind: number): void => {
  mustBeMember(room, user)
  if (kind === 0 && levelOf(room.members, user) < MANAGER) throw new Rejection('not-allowed')
}

/** `behaviour.md 5.3`. `limit`: most members of a room. */
export const create =
  (facts: Facts<'RoomCreated'>, limit: number): Rule =>
  (room) => {
    if (room.id !== '') throw new Rejection('internal', 'the id of a new room is taken')
    if (facts.members.length + 1 > limit) throw new Rejection('room-full')
    return [{ type: 'RoomCreated', data: facts }]
  }

/** `behaviour.md 5.5`: joins where joining is free, else applies (again: reason and time are renewed, the id stays). */
export const apply =
  (facts: { user: Id; reason: string; application: Id; after: number; limit: number }): Rule =>
  (room) => {
    const { user, reason, after } = facts
    mustBeLive(room)
    if (room.members.has(user)) throw new Rejection('already-a-member')
    mustHold(room, 1, facts.limit)
    if (room.joinPermission === 3) throw new Rejection('joining-forbidden')
    if (room.joinPermission === 2) return [{ type: 'MemberJoined', data: { room: room.id, user, after } }]
    const application = room.applications.get(user)?.id ?? facts.application
    return [{ type: 'JoinRequested', data: { room: room.id, application, user, reason } }]
  }

/**
 * `behaviour.md 5.4`: who is in it already is passed over; where approval is needed, a member's invitation is an application. `applications`:
 * the id of a first one, by user.
 */
export const invite =
  (facts: { by: Id; users: readonly Id[]; applications: ReadonlyMap<Id, Id>; after: number; limit: number }): Rule =>
  (room) => {
    const { by, users, after } = facts
    mustBeMember(room, by)
    const manages = levelOf(room.members, by) >= MANAGER
    if (room.joinPermission === 3 && !manages) throw new Rejection('not-allowed')
    const newcomers = [...new Set(users)].filter((user) => !room.members.has(user))
    mustHold(room, newcomers.length, facts.limit)
    if (newcomers.length === 0) return []
    if (manages || room.joinPermission === 2)
      return [{ type: 'MembersInvited', data: { room: room.id, users: newcomers, by, after } }]
    return newcomers.map((user) => ({
      type: 'JoinRequested',
      data: {
        room: room.id,
        application: room.applications.get(user)?.id ?? facts.applications.get(user) ?? '',
        user,
        reason: '',
        inviter: by,
      },
    }))
  }

/** `behaviour.md 5.6`, `product.md 7`: room, membership, right, application, then room for him. */
export const answer =
  (facts: { by: Id; user: Id; agree: boolean; after: number; limit: number }): Rule =>
  (room) => {
    const { by, user, after } = facts
    mustManage(room, by)
    const application = room.applications.get(user)
    if (!application) throw new Rejection('no-such-request')
    if (application.status !== WAITING) throw new Rejection('application-already-answered')
    if (!facts.agree) return [{ type: 'JoinRefused', data: { room: room.id, application: application.id, user, by } }]
    mustHold(room, 1, facts.limit)
    return [{ type: 'MemberJoined', data: { room: room.id, user, after, by, application: application.id } }]
  }

export const leave =
  (user: Id): Rule =>
  (room) => {
    mustBeMember(room, user)
    if (room.owner === user) throw new Rejection('owner-may-not-leave')
    return [{ type: 'MemberLeft', data: { room: room.id, user } }]
  }

/** All of them or nobody; each strictly below `by` (`behaviour.md 2.4`, `product.md 7`). */
export const kick =
  (by: Id, users: readonly Id[]): Rule =>
  (room) => {
    mustManage(room, by)
    const targets = [...new Set(users)]
    if (!targets.every((user) => room.members.has(user))) throw new Rejection('not-a-member')
    const own = levelOf(room.members, by)
    if (!targets.every((user) => levelOf(room.members, user) < own)) throw new Rejection('not-allowed')
    return targets.length === 0 ? [] : [{ type: 'MembersKicked', data: { room: room.id, users: targets, by } }]
  }

/** `behaviour.md 2.4`: by the owner, not on himself; 3 hands the room over and makes him a member. */
export const setLevel =
  (by: Id, user: Id, level: 1 | 2 | 3): Rule =>
  (room) => {
    mustOwn(room, by)
    if (user === by) throw new Rejection('is-oneself')
    if (!room.members.has(user)) throw new Rejection('not-a-member')
    if (level === OWNER) return [{ type: 'OwnershipTransferred', data: { room: room.id, from: by, to: user } }]
    if (levelOf(room.members, user) === level) return []
    return [{ type: 'MemberLevelSet', data: { room: room.id, user, level, by } }]
  }

export const setPermissions =
  (by: Id, wanted: { canAddFriend?: Switch; joinPermission?: JoinPermission }): Rule =>
  (room) => {
    mustManage(room, by)
    const { canAddFriend, joinPermission } = wanted
    const changed = {
      ...(canAddFriend === undefined || canAddFriend === room.canAddFriend ? {} : { canAddFriend }),
      ...(joinPermission === undefined || joinPermission === room.joinPermission ? {} : { joinPermission }),
    }
    if (Object.keys(changed).length === 0) return []
    return [{ type: 'PermissionsSet', data: { room: room.id, by, ...changed } }]
  }

/** One's own name in the room; "" clears it. */
export const setNickname =
  (user: Id, nickname: string): Rule =>
  (room) => {
    mustBeMember(room, user)
    if (room.members.get(user)?.nickname === nickname) return []
    return [{ type: 'MemberNicknameSet', data: { room: room.id, user, nickname } }]
  }

export const setSwitches =
  (user: Id, wanted: { noDisturbing?: Switch; onTop?: Switch }): Rule =>
  (room) => {
    mustBeMember(room, user)
    const member = room.members.get(user)
    const same = (['noDisturbing', 'onTop'] as const).every(
      (name) => (wanted[name] ?? member?.[name]) === member?.[name],
    )
    return same ? [] : [{ type: 'MemberSwitchesSet', data: { room: room.id, user, ...wanted } }]
  }

export const dissolve =
  (by: Id): Rule =>
  (room) => {
    mustOwn(room, by)
    return [{ type: 'RoomDissolved', data: { room: room.id, by, members: [...room.members.keys()] } }]
  }
