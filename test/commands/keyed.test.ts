import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import * as rooms from '../../src/commands/room.js'
import { requestId } from '../../src/commands/perform.js'
import type { EventOf } from '../../src/domain/events.js'
import { roomConversation } from '../../src/domain/ids.js'
import { add } from '../support/tally.js'
import { lost, once, watchedStore } from '../support/watched-store.js'
import type { World } from '../support/world.js'
import { openWorld, register, streamOf } from '../support/world.js'

// `product.md 3`: the same Idempotency-Key of the same user is the same command, for ever.

let folder: string
let world: World
let store: ReturnType<typeof watchedStore>
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'annals-keyed-'))
  store = watchedStore()
  world = await openWorld(folder, { wrap: store.wrap })
  for (const user of ['10', '20', '30']) await register(world, user)
})
afterEach(async () => {
  await world.close()
  await rm(folder, { recursive: true, force: true })
})
const keyed = { id: 'key:a', once: true } as const
const versions = ({ events }: Awaited<ReturnType<typeof add>>) => events.map(({ version }) => version)
const create = (key: string, by = '10') =>
  rooms.createRoom(world.as(by, key), { by, users: ['20'], name: 'r', avatar: '' })

test('at once: one does it, all are answered with it', async () => {
  const outcomes = await Promise.all([add(world, keyed), add(world), add(world, keyed), add(world, keyed)])
  expect(outcomes.map(versions)).toEqual([[1], [2], [1], [1]])
  expect(await streamOf(world, 'tally-1')).toHaveLength(2)
})
test('in one turn, whatever stands between', async () => {
  const old = { ...keyed, id: 'key:old' }
  await add(world, old)
  // the first of them keeps the turn busy until all others wait
  const adds = [undefined, keyed, keyed, keyed, old, keyed, undefined, keyed].map((adding) => add(world, adding))
  const outcomes = await Promise.all(adds)
  expect(outcomes.map(versions)).toEqual([[2], [3], [3], [3], [1], [3], [4], [3]])
  expect(await streamOf(world, 'tally-1')).toHaveLength(4)
})
test('with different keys they share an append', async () => {
  await Promise.all([undefined, 'key:a', 'key:b', 'key:c'].map((id) => add(world, id ? { ...keyed, id } : {})))
  expect(store.appends.map(({ events }) => events.length)).toEqual([1, 3])
})
test('later, when the stream has gone on, and after a restart', async () => {
  const first = await add(world, { ...keyed, times: 2 })
  await add(world)
  const again = await add(world, keyed)
  expect([versions(again), again.position]).toEqual([versions(first), first.position])
  await world.close()
  world = await openWorld(folder)
  expect(versions(await add(world, keyed))).toEqual([1, 2])
  expect(await streamOf(world, 'tally-1')).toHaveLength(3)
})
test('where the read models do not know all in time, a command with a key is refused, and the others go on', async () => {
  vi.spyOn(world.runner, 'waitFor').mockResolvedValue(false)
  const outcomes = await Promise.allSettled([add(world), add(world, keyed), add(world)])
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
})
test('another stream, another key, another user is another command', async () => {
  await add(world, keyed)
  expect(versions(await add(world, { ...keyed, stream: 'tally-2' }))).toEqual([1])
  expect(versions(await add(world, { ...keyed, id: 'key:b' }))).toEqual([2])
  expect(requestId(world.as('10', 'a'))).not.toBe(requestId(world.as('20', 'a')))
  expect(requestId(world.as('10', 'a'))).toBe(requestId(world.as('10', 'a')))
})
test('a room is created once, at once, later and after a restart', async () => {
  const [room, same] = await Promise.all([create('k'), create('k')])
  expect(same).toBe(room)
  await world.close()
  world = await openWorld(folder)
  expect(await create('k')).toBe(room)
  expect(await create('other')).not.toBe(room)
  expect((await streamOf(world, `room-${room}`)).map(({ type }) => type)).toEqual(['RoomCreated'])
  expect(await streamOf(world, `conversation-${roomConversation(room)}`)).toHaveLength(1)
})
test('a room whose creation was done but not answered is not created again', async () => {
  const tries = once(lost)
  store.after = ({ stream }) => (stream.startsWith('room-') ? tries() : Promise.resolve())
  await expect(create('k')).rejects.toThrow('unavailable')
  const room = await create('k')
  expect((await streamOf(world, `room-${room}`)).map(({ type }) => type)).toEqual(['RoomCreated'])
  expect(await streamOf(world, `conversation-${roomConversation(room)}`)).toHaveLength(1)
})
test('an invitation that names somebody twice makes an application of its own for each', async () => {
  await register(world, '40')
  const room = await create('k')
  await rooms.setRoomPermissions(world.as('10'), { by: '10', room, joinPermission: 1 })
  await rooms.inviteToRoom(world.as('20', 'invite'), { by: '20', room, users: ['30', '30', '40'] })
  const events = await streamOf(world, `room-${room}`)
  const made = events.flatMap(({ type, data }) =>
    type === 'JoinRequested' ? [data as EventOf<'JoinRequested'>['data']] : [],
  )
  expect(made.map(({ user }) => user)).toEqual(['30', '40'])
  expect(new Set(made.map(({ application }) => application)).size).toBe(2)
})
test('a kick that a repeat could not be asked for again', async () => {
  const room = await create('k')
  const kick = () => rooms.kickFromRoom(world.as('10', 'kick'), { by: '10', room, users: ['20'] })
  await Promise.all([kick(), kick()])
  await kick()
  expect(await streamOf(world, `room-${room}`)).toHaveLength(2)
  expect(await streamOf(world, `conversation-${roomConversation(room)}`)).toHaveLength(2)
})
