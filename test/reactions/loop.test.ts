import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { announce } from '../../src/commands/conversation.js'
import type { Context } from '../../src/commands/context.js'
import { noticesOf } from '../../src/domain/notices.js'
import { pending } from '../../src/projections/pending.js'
import { ReactionLoop } from '../../src/reactions/loop.js'
import type { World } from '../support/world.js'
import { fresh, openWorld, register, streamOf } from '../support/world.js'
import { kernelWith } from '../support/kernel-with.js'

let folder: string
let world: World
let loop: ReactionLoop | undefined
const failures: unknown[] = []
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'annals-loop-'))
  world = await openWorld(folder)
  failures.length = 0
})
afterEach(async () => {
  await loop?.close()
  await world.close()
  await rm(folder, { recursive: true, force: true })
})

const AGO = 60_000
const room = { room: '1', markId: '1', name: 'r', avatar: '', owner: '10', members: ['20', '30', '40'] }
const left = () => world.runner.find(pending, { index: 'byDue' })
const said = async () =>
  (await streamOf(world, 'conversation-room_1')).map(({ data }) => (data as { notice: { type: number } }).notice.type)
const start = async (context: () => Context = () => world.as('10'), isAtWork = () => true) => {
  loop = new ReactionLoop(context, await world.disk.head(), (_, error) => failures.push(error), isAtWork)
  loop.start()
}
/** As it was left by a process that died before it said anything. */
const crashed = async (at = Date.now() - AGO) => {
  const created = fresh('RoomCreated', room, at)
  const kicked = fresh('MembersKicked', { room: '1', users: ['20', '30'], by: '10' }, at)
  const { position } = await world.disk.append('room-1', [created, kicked], 0)
  await world.runner.waitFor(position)
}

test('what a crash left unsaid is said once, in order, and then nothing is left', async () => {
  await register(world, '10')
  await crashed()
  expect((await left()).map(({ missing }) => missing.length)).toEqual([1, 2])
  await world.close()
  world = await openWorld(folder)
  await start()
  await expect.poll(left, { timeout: 5_000 }).toEqual([])
  expect(await said()).toEqual([2, 4, 4])
  const [, ...events] = await streamOf(world, 'room-1')
  await announce(world.as('10'), events as never)
  expect(await said()).toHaveLength(3)
})

test('a notice that was said already is not said again', async () => {
  await crashed()
  const [created] = await streamOf(world, 'room-1')
  await announce(world.as('10'), [created] as never)
  await start()
  await expect.poll(left, { timeout: 5_000 }).toEqual([])
  expect(await said()).toEqual([2, 4, 4])
})

test('what has only just happened is left to its command', async () => {
  await crashed(Date.now() + AGO)
  await start()
  await expect.poll(async () => (await said()).length, { timeout: 2_500, interval: 500 }).toBe(0)
  expect(await left()).toHaveLength(2)
})

test('what is the turn of another process is left to it', async () => {
  await crashed()
  let isAtWork = false
  await start(undefined, () => isAtWork)
  await pause(2_500)
  expect(await said()).toEqual([])
  isAtWork = true
  await expect.poll(said, { timeout: 5_000 }).toEqual([2, 4, 4])
})

test('what fails holds up nothing else, however many they are', async () => {
  const at = Date.now() - 2 * AGO
  const lost = Array.from({ length: 150 }, (_, user) =>
    fresh('MemberJoined', { room: '9', user: `${user}`, after: 0 }, at),
  )
  await world.disk.append('room-9', lost, 0)
  await crashed()
  const { kernel } = world
  const handle: typeof kernel.handle = (command) =>
    command.stream === 'conversation-room_9' ? Promise.reject(new Error('no')) : kernel.handle(command)
  await start(() => ({ ...world.as('10'), kernel: kernelWith(kernel, { handle }) }))
  await expect.poll(said, { timeout: 10_000 }).toEqual([2, 4, 4])
  expect(failures.length).toBeGreaterThanOrEqual(100)
})

test('a round that fails as a whole is followed by the next', async () => {
  await crashed()
  let rounds = 0
  await start(() => {
    if (++rounds === 1) throw new Error('the read models are away')
    return world.as('10')
  })
  await expect.poll(said, { timeout: 5_000 }).toEqual([2, 4, 4])
  expect(failures).toHaveLength(1)
})

test('a loop that is closed finishes what it has begun, and begins nothing more', async () => {
  await crashed()
  let closing: Promise<void> | undefined
  const { kernel } = world
  const handle: typeof kernel.handle = (command) => {
    closing ??= loop!.close()
    return kernel.handle(command)
  }
  await start(() => ({ ...world.as('10'), kernel: kernelWith(kernel, { handle }) }))
  await expect.poll(() => closing !== undefined, { timeout: 5_000 }).toBe(true)
  await closing
  expect([await said(), (await left()).length]).toEqual([[2], 1])
})

test('every room event says what is to be told', () => {
  const told = (type: string, data: object) => noticesOf({ type, data } as never).map(({ notice }) => notice.type)
  const on = { room: '1', user: '2', by: '3' }
  expect(told('RoomCreated', room)).toEqual([2])
  expect(told('MemberJoined', { ...on, after: 0 })).toEqual([5])
  expect(told('MembersInvited', { ...on, users: ['4', '5'], after: 0 })).toEqual([17])
  expect(told('MemberLeft', on)).toEqual([3])
  expect(told('MemberLevelSet', { ...on, level: 2 })).toEqual([10])
  expect(told('MemberLevelSet', { ...on, level: 1 })).toEqual([])
  expect(told('OwnershipTransferred', { room: '1', from: '2', to: '3' })).toEqual([9])
  expect(told('RoomDissolved', on)).toEqual([6])
})
