import type { Said } from './ledger.js'
import { insist } from './calls.js'
import { below, pick } from '../support/random.js'
import { chatLog, checkUnread } from './reading.js'
import type { Person, Room, World } from './world.js'
import { addDevice, alone, command, read, refused, register, signIn } from './world.js'

type Action = (world: World, person: Person) => Promise<void>

const MOST_PEOPLE = 60
const OLD_MS = 2_000
let messages = 0

const say: Action = async ({ random, conversations, ledger }, person) => {
  const device = pick(random, person.devices)
  const own = [...conversations].filter(([, people]) => people.includes(person)).map(([conversation]) => conversation)
  for (let left = 1 + below(random, 5); device && left > 0; left--) {
    const conversation = pick(random, own)
    if (conversation === undefined) return
    const msgId = `m${++messages}`
    const said: Said = {
      conversation,
      sender: person.id,
      msgId,
      text: `text of ${msgId}`,
      device: device.name,
      sentAt: Date.now(),
    }
    ledger.say(said)
    device.say(said)
  }
}

/** In a room that one may be thrown out of at any moment: refused or said, never both. */
const sayWhereItChanges: Action = async ({ random, changing, ledger }, person) => {
  const room = pick(random, changing)
  const device = pick(random, person.devices)
  if (!room || !device) return
  const msgId = `m${++messages}`
  const conversation = `room_${room.id}`
  const said = { conversation, sender: person.id, msgId, text: msgId, device: device.name, sentAt: Date.now() }
  ledger.say(said)
  device.say(said)
}

const sayAgain: Action = async ({ random, ledger }, person) => {
  const device = pick(random, person.devices)
  const said = pick(random, ledger.said)
  if (!device || !said || said.sender !== person.id || said.ackedAt === undefined) return
  if (Date.now() - said.ackedAt > OLD_MS) device.repeat(said)
}

const change = async (world: World, room: Room, user: Person, work: (key: string) => Promise<void>): Promise<void> =>
  alone(world, [`${room.id}/${user.id}`], () => work(`${room.id}/${user.id}`))

const ALREADY = -6100
const NO_MEMBER = -6105

/** Joins where he is not, leaves where he is; or the wrong way round, which must be refused. */
const comeOrGo: Action = async (world, person) => {
  const room = pick(world.random, world.changing)
  if (!room || room.owner === person) return
  await change(world, room, person, async (key) => {
    const isIn = world.members.has(key)
    const joins = below(world.random, 5) === 0 ? isIn : !isIn
    const path = joins ? '/room/joinRoomApply' : '/room/loginOut'
    const body = { roomId: room.id }
    if (joins === isIn) return refused(world, person, { path, body }, joins ? ALREADY : NO_MEMBER)
    await command(world, person, path, body)
    if (joins) world.members.add(key)
    else world.members.delete(key)
  })
}

/** The owner brings somebody in or throws him out. */
const rule: Action = async (world, person) => {
  const room = pick(
    world.random,
    world.changing.filter(({ owner }) => owner === person),
  )
  const user = pick(world.random, world.people)
  if (!room || !user || user === person) return
  await change(world, room, user, async (key) => {
    const kicks = world.members.has(key)
    const path = kicks ? '/room/kickOut' : '/room/joinRoomInvite'
    await command(world, person, path, { roomId: room.id, users: [user.id] })
    if (kicks) world.members.delete(key)
    else world.members.add(key)
  })
}

const found: Action = async (world, person) => {
  const others = world.people.filter((other) => other !== person && below(world.random, 4) === 0)
  const body = { roomName: `room ${world.changing.length}`, users: others.map(({ id }) => id) }
  const { result, data } = await command(world, person, '/room/create', body)
  if (result !== 0 || data.id === undefined) return
  for (const { id } of [person, ...others]) world.members.add(`${data.id}/${id}`)
  if (world.changing.length > 10) return dissolve(world, { id: data.id, owner: person }, others)
  world.changing.push({ id: data.id, owner: person })
}

const dissolve = async (world: World, room: Room, others: readonly Person[]): Promise<void> => {
  await command(world, room.owner, '/room/delete', { roomId: room.id })
  for (const { id } of [room.owner, ...others]) world.members.delete(`${room.id}/${id}`)
}

/** Asks, answers, or ends a friendship. */
const befriend: Action = async (world, person) => {
  const other = pick(world.random, world.people)
  const [one, two] = [`${person.id}/${other?.id}`, `${other?.id}/${person.id}`]
  if (!other || other === person || world.conversations.has(pairOf(person, other))) return
  await alone(world, [one, two], async () => {
    if (world.friends.has(one)) {
      await command(world, person, '/friend/delete', { id: other.id })
      for (const key of [one, two]) world.friends.delete(key)
    } else if (world.requests.has(two)) {
      const agree = 1 + below(world.random, 2)
      await command(world, person, '/friend/response', { id: other.id, agree })
      for (const key of agree === 1 ? [one, two] : []) world.friends.add(key)
      for (const key of agree === 1 ? [one, two] : [two]) world.requests.delete(key)
    } else {
      await command(world, person, '/friend/add', { id: other.id })
      world.requests.add(one)
    }
  })
}

export const pairOf = ({ id: one }: Person, { id: other }: Person): string =>
  `friend_${Number(one) < Number(other) ? `${one}_${other}` : `${other}_${one}`}`

/** A new name, which he must read at once. */
const rename: Action = async (world, person) => {
  const nickname = `n${++messages}`
  await command(world, person, '/user/editNickname', { nickname })
  const { name } = await read<{ name: string }>(world, person, '/user/userInfo')
  if (name !== nickname) world.findings.note('lost', `${nickname} is still called ${name}`)
  person.nickname = nickname
}

/** The newest sign-in on a PC takes the slot; who has no PC signs out again. */
const signInElsewhere: Action = async (world, person) => {
  const [, pc] = person.devices
  const { result, data } = await signIn(world, person.mobile, 'PC')
  if (result !== 0) return world.findings.note('wrong', `${person.mobile} cannot sign in: ${result}`)
  if (pc) return void person.past.push(pc.use(data.token))
  await insist(world, { path: '/user/logout', token: data.token })
  person.past.push(data.token)
}

/** Sessions that ended stay ended, the others live. */
const checkSessions: Action = async (world, person) => {
  const token = pick(world.random, person.past)
  const { result } = await insist(world, { path: '/user/userInfo', ...(token === undefined ? {} : { token }) })
  if (result === 0) world.findings.note('wrong', `a session of ${person.mobile} that ended is live`)
  await read(world, person, '/room/list', { type: 3 })
}

const arrive: Action = async (world) => {
  if (world.people.length >= MOST_PEOPLE) return
  const person = await register(world, `late ${world.numbers + 1}`)
  if (below(world.random, 2) === 0) addDevice(world, person, 'phone', person.token)
}

const drop: Action = async ({ random }, person) => pick(random, person.devices)?.drop()

/** The same key is the same command for ever: it is answered as the first time and changes nothing, as the log will tell. */
const commandAgain: Action = async (world, person) => {
  const done = pick(world.random, world.ledger.done)
  if (!done || done.person !== person.id) return
  const { path, body, key, id } = done
  const { result, data } = await insist<{ readonly id?: string }>(world, { path, body, token: person.token, key })
  const isGone = path === '/room/create' && !world.changing.some((room) => room.id === id)
  if (!isGone && (result !== 0 || data.id !== id))
    world.findings.note('changed', `${path} ${key} was answered ${id ?? 0}, later ${result} ${data.id}`)
}

const actions: readonly (readonly [weight: number, action: Action])[] = [
  [40, say],
  [6, sayWhereItChanges],
  [10, sayAgain],
  [10, comeOrGo],
  [8, rule],
  [2, found],
  [8, befriend],
  [3, rename],
  [3, signInElsewhere],
  [4, checkSessions],
  [1, arrive],
  [2, drop],
  [5, commandAgain],
  [8, chatLog],
  [4, checkUnread],
]
const all = actions.flatMap(([weight, action]) => Array.from({ length: weight }, () => action))

/** One thing that this person does. */
export const act = (world: World, person: Person): Promise<void> => (pick(world.random, all) ?? say)(world, person)
