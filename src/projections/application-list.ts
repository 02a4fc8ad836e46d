import type { Id } from '../domain/ids.js'
import { MANAGER } from '../domain/members.js'
import type { Query } from '../stores/document-store.js'
import type { ApplicationRow } from './applications.js'
import { TO_FRIEND, TO_ROOM, applications, targetOfRoom, targetOfUser } from './applications.js'
import { members } from './members.js'
import type { Models } from './models.js'
import { rooms } from './rooms.js'

/** Rooms of a user, and rooms that somebody has applied to, are looked at up to so many. */
const MOST_ROOMS = 5_000

export interface ApplicationPage {
  /** Newest first. */
  readonly rows: readonly ApplicationRow[]
  /** The next older one; undefined at the end. */
  readonly next: ApplicationRow | undefined
  /** How many there are in all. */
  readonly total: number
}

/** Newest first; of the same moment the greater id, as a text. That is the order of the indexes. */
const inOrder = (one: ApplicationRow, other: ApplicationRow): number => {
  if (one.at !== other.at) return other.at - one.at
  return one.id > other.id ? -1 : Number(one.id < other.id)
}

/** A run of rows in one index. */
type Range = Required<Pick<Query, 'index' | 'equals'>>

/** Rows of a range in order, beginning with `start` (inclusive). */
const read = async (models: Models, { index, equals }: Range, start: ApplicationRow | undefined, limit: number) => {
  if (!start) return models.find(applications, { index, equals, limit })
  const [sameMoment, older] = await Promise.all([
    models.find(applications, { index, equals: [...equals, start.at], most: start.id, limit }),
    models.find(applications, { index, equals, most: start.at - 1, limit }),
  ])
  return [...sameMoment, ...older]
}

const managedRooms = async (models: Models, user: Id): Promise<ReadonlySet<Id>> => {
  const memberships = await models.find(members, { index: 'byUser', equals: [user], limit: MOST_ROOMS })
  const managed = memberships.filter(({ level }) => level >= MANAGER).map(({ roomId }) => roomId)
  return new Set((await models.get(rooms, managed)).flatMap((room) => (room?.live ? [room.id] : [])))
}

/** Applications of this user to rooms that live and that he does not manage. */
const ownToRooms = async (models: Models, user: Id, managed: ReadonlySet<Id>): Promise<readonly ApplicationRow[]> => {
  const sent = await models.find(applications, { index: 'byApplicant', equals: [user, TO_ROOM], limit: MOST_ROOMS })
  const live = await models.get(
    rooms,
    sent.map(({ target }) => target.slice(targetOfRoom('').length)),
  )
  return sent.filter((_, index) => live[index]?.live && !managed.has(live[index].id))
}

/**
 * What this user has asked for, friend requests to him, and applications to the rooms he manages; none to dissolved rooms
 * (`behaviour.md 2.2`). `start`: the first row of the page.
 */
export const applicationPage = async (
  models: Models,
  user: Id,
  { start, number }: { start: ApplicationRow | undefined; number: number },
): Promise<ApplicationPage> => {
  const managed = await managedRooms(models, user)
  const own = await ownToRooms(models, user, managed)
  const ranges: readonly Range[] = [
    { index: 'byApplicant', equals: [user, TO_FRIEND] },
    { index: 'byTarget', equals: [targetOfUser(user)] },
    ...[...managed].map((room) => ({ index: 'byTarget', equals: [targetOfRoom(room)] })),
  ]
  const found = await Promise.all(ranges.map((range) => read(models, range, start, number + 1)))
  const counts = await Promise.all(ranges.map((range) => models.count(applications, range)))
  const ownHere = own.filter((row) => !start || inOrder(start, row) <= 0)
  const merged = [...found.flat(), ...ownHere].sort(inOrder)
  return {
    rows: merged.slice(0, number),
    next: merged[number],
    total: counts.reduce((sum, count) => sum + count, own.length),
  }
}

/** The row of this id. */
export const applicationById = async (models: Models, id: Id): Promise<ApplicationRow | undefined> =>
  (await models.find(applications, { index: 'byId', equals: [id], limit: 1 }))[0]

/** Friend requests to this user, newest first. */
export const requestsTo = (models: Models, user: Id, limit: number): Promise<readonly ApplicationRow[]> =>
  models.find(applications, { index: 'byTarget', equals: [targetOfUser(user)], limit })
