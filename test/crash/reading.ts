import { pick } from '../support/random.js'
import type { Person, World } from './world.js'
import { alone, read } from './world.js'

const COUNTLESS = '0'

/** The newest message that anybody has an answer for. */
const newestAcknowledged = ({ ledger }: World, conversation: string): string =>
  ledger.said.reduce((newest, said) => {
    const logId = said.conversation === conversation ? (said.logId ?? COUNTLESS) : COUNTLESS
    return Number(logId) > Number(newest) ? logId : newest
  }, COUNTLESS)

const ownOf = ({ conversations }: World, person: Person): string[] =>
  [...conversations].filter(([, people]) => people.includes(person)).map(([conversation]) => conversation)

const logOf = (conversation: string, person: Person): readonly [path: string, id: string] => {
  const [kind, ...ids] = conversation.split('_')
  return [`/${kind}/chatLog`, ids.find((id) => kind === 'room' || id !== person.id) ?? '']
}

interface Page {
  readonly logs: readonly { readonly logId: string; readonly msgId: string; readonly fromId: string }[]
}

/** Reads the end of a log: what was acknowledged before is there, and counts as read from then on. */
export const readLog = async (world: World, person: Person, conversation: string): Promise<void> => {
  const key = `${person.id}/${conversation}`
  await alone(world, [key], async () => {
    const [path, id] = logOf(conversation, person)
    const newest = newestAcknowledged(world, conversation)
    const { logs } = await read<Page>(world, person, path, { id, number: 20 })
    const top = logs[0]?.logId ?? COUNTLESS
    if (Number(top) < Number(newest)) world.findings.note('lost', `${conversation} ends with ${top}, not ${newest}`)
    const logIds = logs.map(({ logId }) => Number(logId))
    if (logIds.some((logId, index) => logId >= (logIds[index - 1] ?? Infinity)))
      world.findings.note('disorder', `the page of ${conversation} is ${logIds.join()}`)
    raise(world.floors, key, newest)
    raise(world.ceilings, key, top)
  })
}

const raise = (marks: Map<string, string>, key: string, logId: string): void => {
  if (Number(logId) > Number(marks.get(key) ?? 0)) marks.set(key, logId)
}

export const chatLog = async (world: World, person: Person): Promise<void> => {
  const conversation = pick(world.random, ownOf(world, person))
  if (conversation !== undefined) await readLog(world, person, conversation)
}

interface Unread {
  readonly infos: readonly { readonly id: string; readonly number: number }[]
}

/** Notes what is unread; `final.ts` checks it against the log. */
export const checkUnread = async (world: World, person: Person): Promise<void> => {
  const own = ownOf(world, person)
  await alone(
    world,
    own.map((conversation) => `${person.id}/${conversation}`),
    async () => {
      const marks = own.map((conversation) => marksOf(world, person, conversation))
      const askedAt = Date.now()
      const [rooms, friends] = await Promise.all([
        read<Unread>(world, person, '/room/unread'),
        read<Unread>(world, person, '/friend/unread'),
      ])
      const numbers = new Map([...rooms.infos, ...friends.infos].map(({ id, number }) => [id, number]))
      own.forEach((conversation, index) => {
        const number = numbers.get(logOf(conversation, person)[1]) ?? 0
        const answeredAt = Date.now()
        const mark = marks[index] ?? { floor: COUNTLESS }
        world.ledger.counts.push({ person: person.id, conversation, number, ...mark, askedAt, answeredAt })
      })
    },
  )
}

/** Who has no device has read what he has fetched, and nothing else. */
const marksOf = (world: World, person: Person, conversation: string) => {
  const key = `${person.id}/${conversation}`
  const own = world.ledger.said.filter((said) => said.sender === person.id && said.conversation === conversation)
  const spoken = own.reduce((newest, { logId = COUNTLESS }) => Math.max(newest, Number(logId)), 0)
  const floor = String(Math.max(spoken, Number(world.floors.get(key) ?? 0)))
  return person.devices.length > 0 ? { floor } : { floor, ceiling: world.ceilings.get(key) ?? COUNTLESS }
}
