import type { Recorded } from '../../src/domain/decision.js'
import type { AnyEvent } from '../../src/domain/events.js'
import { misshapen } from './event-shapes.js'

type Log = readonly Recorded<AnyEvent>[]

/** Ids that an event names, by what they name. */
const namedIn = ({ data }: AnyEvent): Record<'users' | 'rooms' | 'groups', readonly string[]> => {
  const fields = data as Readonly<Record<string, string | readonly string[]>>
  const all = (names: readonly string[]) => names.flatMap((name) => fields[name] ?? [])
  const [kind = '', ...ids] = String(fields['conversation'] ?? '').split('_')
  const people = [
    'user',
    'users',
    'sender',
    'applicant',
    'target',
    'other',
    'owner',
    'members',
    'inviter',
    'from',
    'to',
  ]
  const isOf = (type: string): readonly string[] => (kind === type ? ids : [])
  return {
    users: [...all([...people, 'by', 'only', 'also']).filter((id) => typeof id === 'string'), ...isOf('friend')],
    rooms: [...all(['room']), ...isOf('room')],
    groups: [...all(['group']), ...isOf('group')],
  }
}

/** Reservations name who does not exist yet; times are no ids. */
const isExempt = ({ type }: AnyEvent): boolean =>
  ['PhoneReserved', 'MarkReserved', 'MarkReleased', 'UserMuted', 'ClockAdvanced'].includes(type)

type Known = Readonly<Record<keyof ReturnType<typeof namedIn>, Set<string>>>

const born = ({ type, data }: AnyEvent, known: Known): void => {
  if (type === 'UserRegistered') known.users.add(data.user)
  if (type === 'RoomCreated') known.rooms.add(data.room)
  if (type === 'GroupCreated') known.groups.add(data.group)
}

/** Every id stands for something that was there before. */
function* unknownIds(events: Log) {
  const known: Known = { users: new Set(), rooms: new Set(), groups: new Set() }
  for (const event of events) {
    born(event, known)
    const named = isExempt(event) ? [] : Object.entries(namedIn(event))
    const unknown = named.flatMap(([kind, ids]) => ids.filter((id) => !known[kind as keyof Known].has(id)))
    if (unknown.length > 0) yield `${event.position} ${event.type} names ${unknown.join()}, which was not there`
  }
}

type Said = Extract<Recorded<AnyEvent>, { type: 'MessageSent' }>
const messageKey = ({ data: { conversation, sender, kind, msgId, logId } }: Said): string =>
  `${conversation}/${kind === 6 ? '' : sender}/${msgId === '' ? logId : msgId}`

/** `logId` and `ordinal` rise along a conversation, and no message stands twice. */
function* disorder(events: Log) {
  const ends = new Map<string, { logId: number; ordinal: number }>()
  const keys = new Set<string>()
  for (const event of events) {
    if (event.type !== 'MessageSent') continue
    const { conversation, logId, ordinal, kind } = event.data
    const end = ends.get(conversation) ?? { logId: 0, ordinal: 0 }
    if (Number(logId) <= end.logId) yield `logId ${logId} stands behind ${end.logId}`
    if (ordinal !== end.ordinal + (kind === 6 ? 0 : 1)) yield `ordinal ${ordinal} stands behind ${end.ordinal}`
    ends.set(conversation, { logId: Number(logId), ordinal })
    if (keys.has(messageKey(event))) yield `${messageKey(event)} stands twice in the log`
    keys.add(messageKey(event))
  }
}

/** What is taken back was said, and is taken back once. */
function* wrongRemovals(events: Log) {
  const there = new Set<string>()
  for (const { type, data, position } of events) {
    if (type === 'MessageSent') there.add(`${data.conversation}#${data.logId}`)
    if (type !== 'MessageRecalled' && type !== 'MessageDeleted') continue
    if (!there.delete(`${data.conversation}#${data.logId}`)) yield `${position} takes back what is not there`
  }
}

/** An application has one id for one applicant to one target. */
function* sharedApplications(events: Log) {
  const owners = new Map<string, string>()
  for (const { type, data } of events) {
    if (type !== 'JoinRequested' && type !== 'FriendRequested') continue
    const [id, owner] =
      type === 'JoinRequested'
        ? [data.application, `room ${data.room} ${data.user}`]
        : [data.request, `friend ${data.applicant} ${data.target}`]
    const before = owners.get(id) ?? owner
    if (before !== owner) yield `application ${id} is of ${before} and of ${owner}`
    owners.set(id, owner)
  }
}

/** What a whole log holds that must not be there, whatever came in: a sentence each. */
export const unsoundIn = (events: Log): string[] => [
  ...events.flatMap((event) => misshapen(event) ?? []),
  ...unknownIds(events),
  ...disorder(events),
  ...wrongRemovals(events),
  ...sharedApplications(events),
]
