import type { ApplicationStatus } from '../../domain/application.js'
import { ACCEPTED, REFUSED, WAITING } from '../../domain/application.js'
import type { AnyEvent, RecordedOf } from '../../domain/events.js'
import type { Id } from '../../domain/ids.js'
import { MANAGER } from '../../domain/members.js'
import { applications, keyOfApplication, targetOfRoom, targetOfUser } from '../../projections/applications.js'
import { members } from '../../projections/members.js'
import { one } from '../../projections/models.js'
import { rooms } from '../../projections/rooms.js'
import { party } from '../application-wire.js'
import { loadProfiles } from '../message-wire.js'
import type { Hall } from './hall.js'
import { anyOnline, sendTo } from './hall.js'
import { jsonFrame } from './text-frame.js'

interface Asked {
  readonly id: Id
  readonly applicant: Id
  readonly target: string
  readonly status: ApplicationStatus
  readonly reason?: string
}

/** What events 23 and 31 have in common (`wire-api.zh.md`); the reason of one that is answered is read. */
const applicationFrame = async (hall: Hall, asked: Asked, receiveInfo: object, datetime: number): Promise<object> => {
  const { models } = hall.core
  const profiles = await loadProfiles(models, [asked.applicant])
  const row =
    asked.reason === undefined
      ? await one(models, applications, keyOfApplication(asked.target, asked.applicant))
      : undefined
  return {
    senderInfo: party(asked.applicant, profiles.get(asked.applicant)),
    receiveInfo,
    id: asked.id,
    applyReason: asked.reason ?? row?.reason ?? '',
    status: asked.status,
    datetime,
  }
}

const managersOf = async ({ core }: Hall, room: Id): Promise<Id[]> =>
  (await core.models.find(members, { index: 'byRoom', equals: [room], least: MANAGER })).map(({ userId }) => userId)

/** Event 23: an application to owner and managers, its answer also to the applicant (`behaviour.md 3.5`). */
const pushToRoom = async (hall: Hall, room: Id, asked: Omit<Asked, 'target'>, datetime: number): Promise<void> => {
  const managers = await managersOf(hall, room)
  const hearers = asked.status === WAITING ? managers : [...managers, asked.applicant]
  if (!anyOnline(hall, hearers)) return
  const receiver = party(room, await one(hall.core.models, rooms, room))
  const frame = await applicationFrame(hall, { ...asked, target: targetOfRoom(room) }, receiver, datetime)
  sendTo(hall, hearers, jsonFrame({ eventType: 23, type: 1, ...frame }))
}

/** Event 31: a request and its answer to both. */
const pushToFriend = async (hall: Hall, target: Id, asked: Omit<Asked, 'target'>, datetime: number): Promise<void> => {
  const both = [asked.applicant, target]
  if (!anyOnline(hall, both)) return
  const receiver = party(target, (await loadProfiles(hall.core.models, [target])).get(target))
  const frame = await applicationFrame(hall, { ...asked, target: targetOfUser(target) }, receiver, datetime)
  sendTo(hall, both, jsonFrame({ eventType: 31, type: 2, ...frame }))
}

type Push<T extends AnyEvent['type']> = (hall: Hall, event: RecordedOf<T>) => Promise<void>

export const pushJoinRequest: Push<'JoinRequested'> = (hall, { data, metadata: { at } }) => {
  const { application: id, user: applicant, reason } = data
  return pushToRoom(hall, data.room, { id, applicant, reason, status: WAITING }, at)
}
export const pushJoinRefusal: Push<'JoinRefused'> = (hall, { data, metadata: { at } }) =>
  pushToRoom(hall, data.room, { id: data.application, applicant: data.user, status: REFUSED }, at)
export const pushJoinApproval = async (
  hall: Hall,
  { data, metadata: { at } }: RecordedOf<'MemberJoined'>,
): Promise<void> => {
  if (data.application === undefined) return
  await pushToRoom(hall, data.room, { id: data.application, applicant: data.user, status: ACCEPTED }, at)
}

export const pushFriendRequest: Push<'FriendRequested'> = (hall, { data, metadata: { at } }) => {
  const { request: id, applicant, reason } = data
  return pushToFriend(hall, data.target, { id, applicant, reason, status: WAITING }, at)
}
export const pushFriendAnswer =
  (status: ApplicationStatus) =>
  (hall: Hall, { data, metadata: { at } }: RecordedOf<'FriendAccepted' | 'FriendRefused'>): Promise<void> =>
    pushToFriend(hall, data.target, { id: data.request, applicant: data.applicant, status }, at)

/** Event 32: `senderInfo` is who removed the other (`behaviour.md 3.2`). */
export const pushFriendRemoval: Push<'FriendRemoved'> = async (hall, { data: { by, other }, metadata }) => {
  if (!anyOnline(hall, [by, other])) return
  const profiles = await loadProfiles(hall.core.models, [by, other])
  const [senderInfo, receiveInfo] = [party(by, profiles.get(by)), party(other, profiles.get(other))]
  sendTo(hall, [by, other], jsonFrame({ eventType: 32, senderInfo, receiveInfo, datetime: metadata.at }))
}
