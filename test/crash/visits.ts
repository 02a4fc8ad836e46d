import type { Recorded } from '../../src/domain/decision.js'
import type { AnyEvent } from '../../src/domain/events.js'
import type { Stored } from './history.js'
import type { Visit } from './ledger.js'
import type { World } from './world.js'

/** Positions between which somebody was in a room: behind the first, up to the second. */
type Stay = readonly [from: number, to: number]

const comers = ({ type, data }: AnyEvent): readonly string[] => {
  if (type === 'RoomCreated') return [data.owner, ...data.members]
  if (type === 'MemberJoined') return [data.user]
  return type === 'MembersInvited' ? data.users : []
}
const goers = ({ type, data }: AnyEvent): readonly string[] => {
  if (type === 'MemberLeft') return [data.user]
  return type === 'MembersKicked' ? data.users : []
}

/** `conversation/user` → stays, from the log alone. */
const staysOf = (events: readonly Recorded<AnyEvent>[]): Map<string, Stay[]> => {
  const stays = new Map<string, Stay[]>()
  const of = (room: string, user: string): Stay[] => {
    const own = stays.get(`room_${room}/${user}`) ?? []
    stays.set(`room_${room}/${user}`, own)
    return own
  }
  for (const event of events) {
    if (!('room' in event.data)) continue
    const { room = '' } = event.data
    for (const user of comers(event)) of(room, user).push([event.position, Infinity])
    for (const user of goers(event)) of(room, user).push([of(room, user).pop()?.[0] ?? 0, event.position])
  }
  return stays
}

const isTwice = (logIds: readonly string[]): boolean => new Set(logIds).size < logIds.length

type Log = ReadonlyMap<string, Stored>
const placesOf = (log: Log, logIds: readonly string[]): number[] =>
  logIds.map((logId) => log.get(logId)?.position ?? -1)
const startOf = (log: Log, { lastSeen = '' }: Visit): number => log.get(lastSeen)?.position ?? 0
const isRising = (places: readonly number[]): boolean =>
  places.every((place, index) => place > (places[index - 1] ?? 0))

/** G3: live order and catch-up order are the order of the log, and nothing comes twice on one connection. */
const checkOrder = ({ findings }: World, visit: Visit, log: Log): void => {
  const { device } = visit
  const [caught, live] = [placesOf(log, visit.caught), placesOf(log, visit.live)]
  if (isTwice([...visit.caught, ...visit.live])) findings.note('doubled', `${device} got a message twice`)
  if (!isRising(caught) || !isRising(live))
    findings.note('disorder', `${device} got messages that are not in this order`)
  const start = startOf(log, visit)
  if (caught.some((place) => place <= start)) findings.note('doubled', `${device} was sent again what it had`)
  const [first = Infinity] = live
  if (caught.some((place) => place >= first)) findings.note('disorder', `${device} caught up on what came live`)
}

/** G6: nobody gets what is said in a room before he comes or after he goes. */
const checkStays = ({ findings }: World, visit: Visit, log: Log, stays: Map<string, Stay[]>): void => {
  const { person, device } = visit
  const isHis = ({ conversation, position, only = [], also = [] }: Stored): boolean =>
    !conversation.startsWith('room_') ||
    [...only, ...also].includes(person) ||
    (stays.get(`${conversation}/${person}`) ?? []).some(([from, to]) => position > from && position < to)
  for (const logId of [...visit.caught, ...visit.live]) {
    const message = log.get(logId)
    if (message && !isHis(message)) findings.note('wrong', `${device} got ${logId} of a room that he is not in`)
  }
}

/** G4: with its 42 answered, a connection has got all of what never changes, from what it had to its last message. */
const checkWhole = (world: World, visit: Visit, log: Log, fixed: readonly Stored[]): void => {
  if (!visit.done) return
  const got = new Set([...visit.caught, ...visit.live, ...visit.answered])
  const start = startOf(log, visit)
  const end = Math.max(0, ...placesOf(log, [...visit.caught, ...visit.live]))
  const missed = fixed.filter(({ position, logId }) => position > start && position <= end && !got.has(logId))
  for (const { conversation, logId } of missed)
    if (world.conversations.get(conversation)?.some(({ id }) => id === visit.person))
      world.findings.note('lost', `${visit.device} did not get ${logId} of ${conversation}`)
}

/** Where a device stopped is the end of the log of what never changes. */
const checkEnds = ({ people, conversations, findings }: World, log: Log, fixed: readonly Stored[]): void => {
  for (const person of people) {
    const last = fixed.findLast(({ conversation }) => conversations.get(conversation)?.includes(person))
    const end = last?.position ?? -1
    for (const { name, lastSeen } of person.devices)
      if (placesOf(log, [lastSeen ?? '']).some((place) => place < end))
        findings.note('lost', `${name} ends before ${end}`)
  }
}

/** What connections got, against the log. */
export const checkVisits = (world: World, events: readonly Recorded<AnyEvent>[], stored: readonly Stored[]): void => {
  const log = new Map(stored.map((message) => [message.logId, message]))
  const stays = staysOf(events)
  const fixed = stored.filter(({ conversation }) => world.conversations.has(conversation))
  for (const visit of world.ledger.visits) {
    checkOrder(world, visit, log)
    checkStays(world, visit, log, stays)
    checkWhole(world, visit, log, fixed)
  }
  checkEnds(world, log, fixed)
}
