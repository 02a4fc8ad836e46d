import type { GroupDocument } from '../projections/groups.js'
import type { Occupants } from '../services/presence.js'
import type { Settings } from '../settings.js'

/** Numbers of the states of a chat room: `seed` as the API text has them, `server` as the server of 2018 (`behaviour.md 6.4`). */
export type StatusEncoding = Settings['GROUP_STATUS_ENCODING']

const wanted = {
  seed: { 0: 'open', 1: 'closed', 2: 'deleted', 3: 'deleted' },
  server: { 1: 'open', 2: 'closed', 3: 'deleted' },
} as const satisfies Record<StatusEncoding, Readonly<Record<number, GroupDocument['status']>>>

/** What `type` of setStatus asks for; undefined for a number that means nothing. */
export const statusOf = (encoding: StatusEncoding, type: number): GroupDocument['status'] | undefined =>
  (wanted[encoding] as Readonly<Record<number, GroupDocument['status']>>)[type]

/** The status of an open chat room in event 7. */
export const openInEvents = (encoding: StatusEncoding): number => (encoding === 'seed' ? 0 : 1)

/** The first eight characters of his id (`behaviour.md 1.7`). */
export const visitorName = (id: string): string => [...id].slice(0, 8).join('')

/** A chat room as lists and event 7 show it; the API text's names of the counts, and those of the server of 2018. */
export const groupView = ({ id, name, avatar, ...times }: GroupDocument, { users, visitors }: Occupants): object => ({
  groupId: id,
  groupName: name,
  avatar,
  description: '',
  createTime: times.createdAt,
  openTime: times.openedAt,
  closeTime: times.closedAt,
  status: times.status === 'open' ? 1 : 2,
  totalNumber: users.size + visitors.size,
  userNumber: users.size,
  visitorNumber: visitors.size,
  totalNum: users.size + visitors.size,
  userNum: users.size,
  visitorNum: visitors.size,
})
