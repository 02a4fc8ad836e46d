import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Context } from '../../src/commands/context.js'
import { createRoom } from '../../src/commands/room.js'
import { Rejection } from '../../src/domain/decision.js'
import { secondProcess, type SecondProcess } from '../support/second-process.js'
import type { Added, Tally } from '../support/tally.js'
import { add, tally } from '../support/tally.js'
import { once, watchedStore } from '../support/watched-store.js'
import type { World } from '../support/world.js'
import { openWorld, register, streamOf } from '../support/world.js'

// `product.md 3`: the same Idempotency-Key of the same user is the same command, also in two processes at once.

let folder: string
let world: World
let other: SecondProcess
let store: ReturnType<typeof watchedStore>
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'annals-keyed-two-'))
  store = watchedStore()
  world = await openWorld(folder, { wrap: store.wrap, alone: false })
  other = secondProcess(world)
})
afterEach(async () => {
  await world.close()
  await rm(folder, { recursive: true, force: true })
})
const versions = async () => (await streamOf(world, 'tally-1')).map(({ version }) => version)

/** What the other one has done comes in right after this one has asked for earlier tries. */
const comesInAfterAsking = (those: () => Promise<unknown>): void => {
  const asked = world.runner.get.bind(world.runner)
  vi.spyOn(world.runner, 'get').mockImplementationOnce(async (model, keys) => {
    const found = await asked(model, keys)
    await those()
    other.states.advance(await streamOf(world, 'tally-1'))
    return found
  })
}
const keyed = { id: 'key:same', once: true } as const

/** Refused, whatever there is, but looks at another stream first. */
const refused = () =>
  other.kernel.handle<Tally, Added>({
    ...keyed,
    key: 'tally',
    stream: 'tally-1',
    aggregate: tally,
    metadata: { request: keyed.id },
    decide: (facts) => () => {
      facts<Tally, Added>('tally-2', tally)
      throw new Rejection('not-allowed')
    },
  })
/** What the other one does while this one reads again the stream that `refused` looks at. */
const comesInWhileOthersAreRead = (those: () => Promise<unknown>): void => {
  const done = once(async () => void (await those()))
  other = secondProcess(world, {
    ...watchedStore().wrap(world.disk),
    read: async function* (stream, options) {
      if (stream === 'tally-2' && options?.after !== undefined) await done()
      yield* world.disk.read(stream, options)
    },
  })
}
const expectDoneOnce = async (again: ReturnType<typeof add>): Promise<void> => {
  expect((await again).events.map(({ version }) => version)).toEqual([1])
  expect(await versions()).toEqual([1])
}

test('a command with a key is not done again where the other one did it after earlier tries were asked for', async () => {
  comesInAfterAsking(() => add(world, keyed))
  await expectDoneOnce(add(other, keyed))
})

test('nor is it refused on what the other one did', async () => {
  comesInAfterAsking(() => add(world, keyed))
  await expectDoneOnce(refused())
})

test('nor on what the other one did in another stream while that was read', async () => {
  comesInWhileOthersAreRead(() => add(world, keyed))
  await expectDoneOnce(refused())
})

test('nor where its own stream was dropped while others were read', async () => {
  comesInWhileOthersAreRead(async () => {
    await add(world, keyed)
    other.states.drop('tally-1')
  })
  await expectDoneOnce(refused())
})

test('who loses is answered with what stands in the log, and knows it, also where the store takes his events for the same', async () => {
  const watched = watchedStore()
  other = secondProcess(world, watched.wrap(world.disk))
  watched.before = once(async () => void (await add(world, { ...keyed, by: 1 })))
  const { events } = await add(other, { ...keyed, by: 100 })
  expect(events.map(({ data }) => data.by)).toEqual([1])
  expect((await other.kernel.load<Tally, Added>('tally-1', tally)).sum).toBe(1)
})

test('who is answered with what the other one did can count on it here', async () => {
  await other.kernel.load('tally-1', tally)
  await world.runner.waitFor((await add(world, keyed)).position)
  await add(other, keyed)
  expect((await other.kernel.load<Tally, Added>('tally-1', tally)).sum).toBe(1)
})

test('a room that both create by one key at once has one mark', async () => {
  await register(world, '10')
  const create = (context: Context) => createRoom(context, { by: '10', users: [], name: 'r', avatar: '' })
  const context = (): Context => world.as('10', 'key')
  store.before = once(async () => void (await create({ ...context(), kernel: other.kernel })))
  await create(context())
  const marks: string[] = []
  for await (const run of world.disk.readAll(0))
    marks.push(...run.flatMap(({ stream }) => (stream.match(/^mark-/) ? [stream] : [])))
  expect(marks).toHaveLength(1)
})
