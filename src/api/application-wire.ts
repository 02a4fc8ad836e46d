import type { Time } from '../domain/decision.js'
import type { Id } from '../domain/ids.js'
import type { ApplicationRow } from '../projections/applications.js'
import { TO_ROOM, targetOfRoom, targetOfUser } from '../projections/applications.js'
import type { Models } from '../projections/models.js'
import { rooms } from '../projections/rooms.js'
import type { Profile } from './message-wire.js'
import { loadProfiles } from './message-wire.js'

/** A user or a room, as applications show it. */
interface Party extends Profile {
  readonly id: Id
  readonly position: string
}

/** An application on the wire: an item of `/chat33/applyList`, and with an `eventType` a frame 23 or 31. */
export interface ApplicationItem {
  readonly senderInfo: Party
  readonly receiveInfo: Party
  readonly id: Id
  readonly type: 1 | 2
  readonly applyReason: string
  /** 1 waiting, 2 refused, 3 accepted. */
  readonly status: 1 | 2 | 3
  readonly datetime: Time
}

export const party = (id: Id, profile: Profile | undefined): Party => ({
  id,
  name: profile?.name ?? '',
  avatar: profile?.avatar ?? '',
  position: '',
})

const roomOf = ({ target }: ApplicationRow): Id => target.slice(targetOfRoom('').length)
const userOf = ({ target }: ApplicationRow): Id => target.slice(targetOfUser('').length)

/** These applications with names and avatars as of now: one batched get per collection. */
export const applicationItems = async (
  models: Models,
  rows: readonly ApplicationRow[],
): Promise<readonly ApplicationItem[]> => {
  const toRooms = rows.filter(({ type }) => type === TO_ROOM)
  const toUsers = rows.filter(({ type }) => type !== TO_ROOM)
  const people = new Set([...rows.map(({ applicant }) => applicant), ...toUsers.map(userOf)])
  const [profiles, found] = await Promise.all([
    loadProfiles(models, [...people]),
    models.get(rooms, toRooms.map(roomOf)),
  ])
  const roomsById = new Map(found.flatMap((room) => (room ? [[room.id, room] as const] : [])))
  return rows.map((row) => ({
    senderInfo: party(row.applicant, profiles.get(row.applicant)),
    receiveInfo:
      row.type === TO_ROOM
        ? party(roomOf(row), roomsById.get(roomOf(row)))
        : party(userOf(row), profiles.get(userOf(row))),
    id: row.id,
    type: row.type,
    applyReason: row.reason,
    status: row.status,
    datetime: row.at,
  }))
}
