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
  for (const event of events) {
    if (!('room' in event.data)) continue
    const { room } = event.data
    for (const user of comers(event)) {
      const key = `room_${room}/${user}`
      stays.set(key, [...(stays.get(key) ?? []), [event.position, Infinity]])
    }
    for (const user of goers(event)) {
      const [from] = stays.get(`room_${room}/${user}`)?.pop() ?? [0]
      stays.get(`room_${room}/${user}`)?.push([from, event.position])
    }
  }
  return stays
}

const isTwice = (logIds: readonly string[]): boolean => new Set(logIds).size < logIds.length

/** G3: live order and catch-up order are the order of the log, and nothing comes twice on one connection. */
const checkOrder = ({ findings }: World, visit: Visit, at: ReadonlyMap<string, Stored>): void => {
  const got = [...visit.caught, ...visit.live]
  if (isTwice(got)) findings.note('doubled', `${visit.device} got a message twice on one connection`)
  const positions = (logIds: readonly string[]) => logIds.map((logId) => at.get(logId)?.position ?? -1)
  for (const list of [positions(visit.caught), positions(visit.live)])
    if (list.some((position, index) => position <= (list[index - 1] ?? 0)))
      findings.note('disorder', `${visit.device} got messages out of order, or such as are not in the log`)
  const start = at.get(visit.lastSeen ?? '')?.position ?? 0
  if (positions(visit.caught).some((position) => position <= start))
    findings.note('doubled', `${visit.device} was sent again what it had`)
  if (Math.max(0, ...positions(visit.caught)) >= Math.min(Infinity, ...positions(visit.live)))
    findings.note('disorder', `${visit.device} caught up on what came live`)
}

/** G6: nobody gets what is said in a room before he comes or after he goes. */
const checkStays = ({ findings }: World, visit: Visit, at: ReadonlyMap<string, Stored>, stays: Map<string, Stay[]>) => {
  for (const logId of [...visit.caught, ...visit.live]) {
    const message = at.get(logId)
    if (!message?.conversation.startsWith('room_')) continue
    const { conversation, position, only, also } = message
    const named = only?.includes(visit.person) || also?.includes(visit.person)
    const isIn = stays.get(`${conversation}/${visit.person}`)?.some(([from, to]) => position > from && position < to)
    if (!named && !isIn) findings.note('wrong', `${visit.device} got ${logId} of ${conversation}, where he is not`)
  }
}

/** G4: with its 42 answered, a connection has got all of what never changes, from what it had to its last message. */
const checkWhole = (world: World, visit: Visit, at: ReadonlyMap<string, Stored>, fixed: readonly Stored[]): void => {
  if (!visit.done) return
  const got = new Set([...visit.caught, ...visit.live, ...visit.answered])
  const start = at.get(visit.lastSeen ?? '')?.position ?? 0
  const end = Math.max(0, ...[...visit.caught, ...visit.live].map((logId) => at.get(logId)?.position ?? 0))
  for (const { conversation, position, logId } of fixed) {
    if (position <= start || position > end || got.has(logId)) continue
    const isHis = world.conversations.get(conversation)?.some(({ id }) => id === visit.person)
    if (isHis) world.findings.note('lost', `${visit.device} did not get ${logId} of ${conversation}`)
  }
}

/** Where a device stopped is the end of the log of what never changes. */
const checkEnds = (
  { people, conversations, findings }: World,
  at: ReadonlyMap<string, Stored>,
  fixed: readonly Stored[],
) => {
  for (const person of people)
    for (const device of person.devices) {
      const last = fixed.findLast(({ conversation }) => conversations.get(conversation)?.includes(person))
      const seen = at.get(device.lastSeen ?? '')?.position ?? 0
      if (last && seen < last.position) findings.note('lost', `${device.name} ends before ${last.logId}`)
    }
}

/** What connections got, against the log. */
export const checkVisits = (world: World, events: readonly Recorded<AnyEvent>[], stored: readonly Stored[]): void => {
  const at = new Map(stored.map((message) => [message.logId, message]))
  const stays = staysOf(events)
  const fixed = stored.filter(({ conversation }) => world.conversations.has(conversation))
  for (const visit of world.ledger.visits) {
    checkOrder(world, visit, at)
    checkStays(world, visit, at, stays)
    checkWhole(world, visit, at, fixed)
  }
  checkEnds(world, at, fixed)
}
