import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { format, resolveConfig } from 'prettier'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { calls, heardOf, noticesAndFrames } from '../../docs/notices-and-frames.js'
import { rows } from '../../src/api/socket/push.js'
import type { TestProduct } from '../support/product.js'
import { openProduct } from '../support/product.js'
import type { Received, SocketClient } from '../support/socket-client.js'
import { promote } from '../support/staff.js'
import type { Name, People, Play } from './notices-and-frames.plays.js'
import { inRoom } from './notices-and-frames.plays.js'
import { ofStaff } from './staff.plays.js'

const names: readonly Name[] = ['owner', 'manager', 'member', 'guest', 'stranger']
let product: TestProduct
let people: People
/** Of each, one of a phone and one of a PC. */
const sockets = new Map<Name, readonly SocketClient[]>()
let control: string
let room: string

beforeAll(async () => {
  product = await openProduct()
  const found = await product.people(...names)
  people = Object.fromEntries(names.map((name, index) => [name, found[index]])) as unknown as People
  await promote(product, people.owner)
  for (const name of names) {
    const ofPc = await product.signIn(people[name], 'PC')
    sockets.set(name, [await people[name].socket(), await ofPc.socket()])
  }
  const users = names.map((name) => people[name].id)
  control = (await people.owner.ok<{ id: string }>('/room/create', { roomName: 'control', users })).id
})
afterAll(() => product.close())

const everySocket = (): SocketClient[] => names.flatMap((name) => sockets.get(name) ?? [])

/** Resolves when whatever was sent to anybody before has come. */
const settle = async (): Promise<void> => {
  const [first] = sockets.get('owner') ?? []
  const { logId } = await first!.say({ targetId: control })
  await Promise.all(everySocket().map((socket) => socket.until((frame) => frame['logId'] === logId)))
}

const isControl = (frame: Received): boolean => frame['targetId'] === control || frame['roomId'] === control
const labelOf = ({ eventType, msgType, msg }: Received): string =>
  eventType === 0 && msgType === 6 ? `notice ${(msg as { type: number }).type}` : String(eventType)

/** 24 comes when its second is over, wherever that falls. */
const labels = (frames: readonly Received[], { isOfTwo }: Play): string[] => {
  const found = frames.filter((frame) => !isControl(frame)).map(labelOf)
  if (isOfTwo) return found.sort()
  return [...found.filter((label) => label !== '24'), ...found.filter((label) => label === '24')]
}

const expected = ({ call, parts, isOfTwo }: Play, name: Name): string[] => {
  const known = calls.find((one) => one.call === call)
  const wanted = (known ? heardOf(known.event) : [])
    .filter(({ to }) => to.some((hearer) => parts[hearer]?.includes(name)))
    .map(({ notice, frame }) => (notice === undefined ? String(frame) : `notice ${notice}`))
  return isOfTwo ? wanted.sort() : wanted
}

const perform = async (play: Play): Promise<void> => {
  await settle()
  for (const { frames } of everySocket()) frames.length = 0
  const before = await product.head()
  await play.act(people, room)
  const wanted = new Map(names.map((name) => [name, expected(play, name)]))
  for (const name of names)
    for (const socket of sockets.get(name) ?? [])
      if (wanted.get(name)?.includes('24')) await socket.until((frame) => frame.eventType === 24 && !isControl(frame))
  await settle()
  const heard = names.flatMap((name) => (sockets.get(name) ?? []).map(({ frames }) => [name, labels(frames, play)]))
  expect(heard).toEqual(names.flatMap((name) => [wanted.get(name), wanted.get(name)].map((list) => [name, list])))
  const types = (await product.events(before)).map(({ type }) => type)
  const known = calls.find(({ call }) => call === play.call)
  if (known) expect(types).toContain(known.event.type)
}

const create: Play = {
  call: '/room/create',
  parts: { members: ['owner', 'manager', 'member'], 'who joined': ['owner', 'manager', 'member'] },
  async act({ owner, manager, member }) {
    const body = { roomName: 'a room', users: [manager.id, member.id] }
    room = (await owner.ok<{ id: string }>('/room/create', body)).id
  },
}
const plays = [create, ...inRoom, ...ofStaff]

test.each(plays.map((play) => [play.call, play] as const))('%s is heard as the document says', (_, play) =>
  perform(play),
)

const closing = ['sign-in where the slot is in use', '/user/logout', 'operators: revoke-sessions']

test('a sign-in and a sign-out close the sockets of that session alone', async () => {
  const codes = closing.map((name) => heardOf(calls.find(({ call }) => call === name)!.event).map(({ frame }) => frame))
  const pc = await product.signIn(people.guest, 'PC')
  const [phone, ofPc] = sockets.get('guest') ?? []
  expect([(await ofPc!.closed).code]).toEqual(codes[0])
  const again = await pc.socket()
  await people.guest.ok('/user/logout')
  expect([(await phone!.closed).code]).toEqual(codes[1])
  expect(await product.act(`/admin/users/${people.guest.id}/revoke-sessions`)).toBe(200)
  expect([(await again.closed).code]).toEqual(codes[2])
})

test('the document has every row of the push table, and everything in it was played', () => {
  const types = new Set<string>(calls.map(({ event }) => event.type))
  expect(Object.keys(rows).filter((type) => !types.has(type))).toEqual([])
  const played = new Set([...plays.map(({ call }) => call), ...closing])
  expect(calls.filter(({ call }) => !played.has(call))).toEqual([])
})

test('the document is not stale: npm run docs', async () => {
  const file = join(import.meta.dirname, '../../docs/notices-and-frames.md')
  const options = { ...(await resolveConfig(file)), parser: 'markdown' }
  expect(await readFile(file, 'utf8')).toBe(await format(noticesAndFrames(), options))
})
