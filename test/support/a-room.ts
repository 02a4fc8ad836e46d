import type { RoomEvent } from '../../src/domain/room.js'
import * as Room from '../../src/domain/room.js'
import { given, happened } from './specification.js'

/** A room of four, with a manager, and a stranger. */
export const room = '1'
export const [owner, manager, member, other, stranger] = ['10', '20', '30', '40', '50'] as const
export const LIMIT = 10
export const created = happened('RoomCreated', {
  room,
  markId: '1',
  name: 'r',
  avatar: '',
  owner,
  members: [manager, member, other],
})
const promoted = happened('MemberLevelSet', { room, user: manager, level: 2, by: owner })
export const dissolved = happened('RoomDissolved', { room, by: owner, members: [owner, manager, member, other] })
export const permitted = (joinPermission: Room.JoinPermission) =>
  happened('PermissionsSet', { room, by: owner, joinPermission })
export const applied = happened('JoinRequested', { room, application: '7', user: stranger, reason: 'please' })
export const refused = happened('JoinRefused', { room, application: '7', user: stranger, by: owner })
export const aRoom = (...events: RoomEvent[]) => given(Room, created, promoted, ...events)

export const apply = (user: string, limit = LIMIT) =>
  Room.apply({ user, reason: 'please', application: '7', after: 3, limit })
export const invite = (by: string, users: readonly string[], limit = LIMIT) =>
  Room.invite({ by, users, applications: new Map(users.map((user) => [user, `a${user}`])), after: 3, limit })
export const answer = (by: string, agree = true, limit = LIMIT) =>
  Room.answer({ by, user: stranger, agree, after: 3, limit })
