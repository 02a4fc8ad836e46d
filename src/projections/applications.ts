import type { ApplicationStatus } from '../domain/application.js'
import { ACCEPTED, REFUSED, WAITING } from '../domain/application.js'
import type { Time } from '../domain/decision.js'
import type { Id } from '../domain/ids.js'
import { patch, projection } from './projection.js'

/** 1 to join a room, 2 to become friends. */
export type ApplicationType = 1 | 2
export const TO_ROOM = 1
export const TO_FRIEND = 2

/** The one application of somebody to a room or a user. */
export interface ApplicationRow {
  readonly id: Id
  readonly type: ApplicationType
  readonly applicant: Id
  /** `room:<id>` or `user:<id>`. */
  readonly target: string
  readonly reason: string
  readonly status: ApplicationStatus
  /** Of the newest asking. */
  readonly at: Time
  readonly inviter?: Id
}

export const targetOfRoom = (room: Id): string => `room:${room}`
export const targetOfUser = (user: Id): string => `user:${user}`
/** Applying again overwrites, so applicant and target name a row (`behaviour.md 5.5`). */
export const keyOfApplication = (target: string, applicant: Id): string => `${target}/${applicant}`

const toRoom = (room: Id, user: Id): string => keyOfApplication(targetOfRoom(room), user)
const toFriend = (target: Id, applicant: Id): string => keyOfApplication(targetOfUser(target), applicant)

const accepted = patch<ApplicationRow>({ status: ACCEPTED })
const refused = patch<ApplicationRow>({ status: REFUSED })
/** Who joins, however, has his waiting application accepted (`product.md 7`). */
const joined = (row: ApplicationRow | undefined): ApplicationRow | undefined =>
  row?.status === WAITING ? accepted(row) : row

/** Friend requests and applications to rooms, newest first. */
export const applications = projection<ApplicationRow>({
  name: 'applications',
  version: 2,
  indexes: {
    byId: ['id'],
    byApplicant: ['applicant', 'type', 'at:desc', 'id:desc'],
    byTarget: ['target', 'at:desc', 'id:desc'],
  },
  on: {
    FriendRequested: ({ data: { request: id, applicant, target, reason }, metadata: { at } }) => {
      const row: ApplicationRow = {
        id,
        type: TO_FRIEND,
        applicant,
        target: targetOfUser(target),
        reason,
        status: WAITING,
        at,
      }
      return [[toFriend(target, applicant), () => row]]
    },
    FriendRefused: ({ data: { applicant, target } }) => [[toFriend(target, applicant), refused]],
    FriendAccepted: ({ data: { applicant, target, crosswise } }) => [
      [toFriend(target, applicant), accepted],
      ...(crosswise === undefined ? [] : [[toFriend(applicant, target), accepted] as const]),
    ],
    JoinRequested: ({ data: { application: id, user, room, reason, inviter }, metadata: { at } }) => {
      const invited = inviter === undefined ? {} : { inviter }
      const target = targetOfRoom(room)
      const row: ApplicationRow = {
        id,
        type: TO_ROOM,
        applicant: user,
        target,
        reason,
        status: WAITING,
        at,
        ...invited,
      }
      return [[keyOfApplication(target, user), () => row]]
    },
    JoinRefused: ({ data: { room, user } }) => [[toRoom(room, user), refused]],
    MemberJoined: ({ data: { room, user } }) => [[toRoom(room, user), joined]],
    MembersInvited: ({ data: { room, users } }) => users.map((user) => [toRoom(room, user), joined] as const),
  },
})
