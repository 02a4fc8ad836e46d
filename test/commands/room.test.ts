import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sendMessage } from '../../src/commands/conversation.js'
import type { Context } from '../../src/commands/context.js'
import * as rooms from '../../src/commands/room.js'
import { Rejection } from '../../src/domain/decision.js'
import type { Id } from '../../src/domain/ids.js'
import { roomConversation } from '../../src/domain/ids.js'
import { rooms as roomDocuments } from '../../src/projections/rooms.js'
import type { World } from '../support/world.js'
import { does, openWorld, register, streamOf } from '../support/world.js'

let folder: string
let world: World
const [owner, manager, member, stranger] = ['10', '20', '30', '40'] as const
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'annals-room-'))
  world = await openWorld(folder)
  for (const [user, name] of Object.entries({ 10: '张三', 20: '李四', 30: 'member', 40: 'stranger' }))
    await register(world, user, name)
})
afterAll(async () => {
  await world.close()
  await rm(folder, { recursive: true, force: true })
})

const create = (users: readonly Id[] = [manager, member], name = 'r') =>
  does(world, owner, (context) => rooms.createRoom(context, { by: owner, users, name, avatar: '' }))
/** A manager, and a stranger who has applied; joining is free by now. */
const prepared = async (): Promise<Id> => {
  const room = await create()
  const by = owner
  await rooms.setMemberLevel(world.as(by), { by, room, user: manager, level: 2 })
  await rooms.setRoomPermissions(world.as(by), { by, room, joinPermission: 1 })
  await rooms.applyJoinRoom(world.as(stranger), { by: stranger, room, reason: 'please' })
  await rooms.setRoomPermissions(world.as(by), { by, room, joinPermission: 2 })
  return room
}
const say = (context: Context, room: Id, msgId = 'm') =>
  sendMessage(context, { conversation: roomConversation(room), msgId, kind: 1, content: { content: 'hi' } })
const notices = async (room: Id) =>
  (await streamOf(world, `conversation-${roomConversation(room)}`)).map(
    ({ data }) => data as { notice?: { type: number; target?: Id }; only?: Id[]; also?: Id[] },
  )
const reasonOf = (command: Promise<unknown>) =>
  command.then(
    () => 'done',
    (error: unknown) => (error instanceof Rejection ? error.reason : String(error)),
  )

const commands: Record<string, (room: Id) => Promise<unknown>> = {
  join: (room) => rooms.applyJoinRoom(world.as(stranger), { by: stranger, room, reason: '' }),
  leave: (room) => rooms.leaveRoom(world.as(member), { by: member, room }),
  kick: (room) => rooms.kickFromRoom(world.as(manager), { by: manager, room, users: [member] }),
  invite: (room) => rooms.inviteToRoom(world.as(owner), { by: owner, room, users: [stranger] }),
  approve: (room) => rooms.approveJoinRoom(world.as(manager), { by: manager, room, user: stranger, agree: true }),
  setLevel: (room) => rooms.setMemberLevel(world.as(owner), { by: owner, room, user: member, level: 2 }),
  transfer: (room) => rooms.setMemberLevel(world.as(owner), { by: owner, room, user: member, level: 3 }),
  dissolve: (room) => rooms.dissolveRoom(world.as(owner), { by: owner, room }),
  send: (room) => say(world.as(member), room),
}
const names = Object.keys(commands)
const pairs = names.flatMap((one, at) => names.slice(at).map((other) => [one, other] as const))

/** What came of it: each one's answer, and what the room remembers. */
const trace = async (room: Id, answers: readonly string[]) => {
  const events = await streamOf(world, `room-${room}`)
  return { answers, events: events.slice(5).map(({ type }) => type) }
}

describe('two at once have an outcome that some order explains', () => {
  test.each(pairs)('%s and %s', async (one, other) => {
    const inOrder = async (first: string, second: string) => {
      const room = await prepared()
      const answers = [await reasonOf(commands[first]!(room)), await reasonOf(commands[second]!(room))]
      return trace(room, first === one ? answers : answers.reverse())
    }
    const room = await prepared()
    const answers = await Promise.all([one, other].map((name) => reasonOf(commands[name]!(room))))
    expect([await inOrder(one, other), await inOrder(other, one)]).toContainEqual(await trace(room, answers))
  })
})

describe('what is said of it', () => {
  test('each who is kicked has a notice of his own, in order, for him too', async () => {
    const room = await create()
    await rooms.kickFromRoom(world.as(owner), { by: owner, room, users: [member, manager] })
    expect((await notices(room)).slice(1)).toMatchObject([
      { notice: { type: 4, operator: owner, target: member }, also: [member] },
      { notice: { type: 4, operator: owner, target: manager }, also: [manager] },
    ])
  })
  test('who left is told to those who manage, and to him', async () => {
    const room = await prepared()
    await rooms.leaveRoom(world.as(member), { by: member, room })
    expect((await notices(room)).at(-1)).toMatchObject({ notice: { type: 3 }, only: [owner, manager, member] })
  })
  test('a message under the msgId of a notice does not hold it back', async () => {
    const room = await create()
    await rooms.leaveRoom(world.as(member), { by: member, room })
    const [left] = (await streamOf(world, `conversation-${roomConversation(room)}`)).slice(-1)
    const { msgId } = left!.data as { msgId: string }
    await rooms.inviteToRoom(world.as(owner), { by: owner, room, users: [member] })
    expect(await say(world.as(member), room, msgId)).toEqual({ repeated: false })
  })
})

describe('a new room', () => {
  const nameOf = async (room: Id) => (await world.runner.get(roomDocuments, [room]))[0]?.name
  test('without a name is called after who is in it', async () => {
    expect(await nameOf(await create([], ''))).toBe('张三创建的群聊')
    expect(await nameOf(await create([manager], ''))).toBe('张三、李四')
    const long = await create([manager, member, stranger], '')
    expect(await nameOf(long)).toBe('张三、李四、member、str...等')
  })
  test('with somebody unknown is not made', async () => {
    const before = await world.disk.head()
    expect(await reasonOf(create([manager, '999']))).toBe('unknown-user')
    expect(await world.disk.head()).toBe(before)
  })
  test('passes over doubles and its creator', async () => {
    const room = await create([owner, member, member])
    const [created] = await streamOf(world, `room-${room}`)
    expect(created?.data).toMatchObject({ owner, members: [member] })
  })
})

test('who has signed out meanwhile does nothing any more', async () => {
  const room = await create()
  expect(await reasonOf(say({ ...world.as(member), live: () => 'taken-over' as const }, room))).toBe('taken-over')
})
test('what somebody did is said also when he has signed out right after it', async () => {
  const room = await create()
  let asked = 0
  await rooms.kickFromRoom(
    { ...world.as(owner), live: () => ++asked === 1 || ('signed-out' as const) },
    { by: owner, room, users: [member] },
  )
  expect((await notices(room)).at(-1)).toMatchObject({ notice: { type: 4, target: member } })
})
test('who was kicked is not heard after the reply', async () => {
  const room = await create()
  await commands['setLevel']!(room)
  const kicked = rooms.kickFromRoom(world.as(owner), { by: owner, room, users: [member] })
  const sent = Array.from({ length: 50 }, (_, at) => reasonOf(say(world.as(member), room, `m${at}`)))
  await kicked
  const before = (await notices(room)).length
  expect(new Set(await Promise.all(sent))).toEqual(new Set(['not-a-member']))
  expect(await notices(room)).toHaveLength(before)
})
