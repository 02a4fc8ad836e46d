import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { InTurn } from '../../src/commands/in-turn.js'
import { Rejection } from '../../src/domain/decision.js'
import type { EventStore } from '../../src/stores/event-store.js'
import { secondProcess, type SecondProcess } from '../support/second-process.js'
import type { Added, Tally } from '../support/tally.js'
import { add, tally } from '../support/tally.js'
import { once, watchedStore } from '../support/watched-store.js'
import type { World } from '../support/world.js'
import { openWorld, streamOf } from '../support/world.js'

// Two processes on one log: each has its own kernel and folded states.

let folder: string
let isServing = true
let leases = 1
let world: World
let other: SecondProcess
let store: ReturnType<typeof watchedStore>
beforeEach(async () => {
  isServing = true
  folder = await mkdtemp(join(tmpdir(), 'annals-two-'))
  store = watchedStore()
  world = await openWorld(folder, { wrap: store.wrap, alone: false })
  other = processOn(world.disk)
})
afterEach(async () => {
  await world.close()
  await rm(folder, { recursive: true, force: true })
})
const processOn = (events: EventStore): SecondProcess => {
  const holding = () => {
    const lease = leases
    return () => lease === leases
  }
  return secondProcess(world, events, { isServing: () => isServing, holding })
}
const versions = async () => (await streamOf(world, 'tally-1')).map(({ version }) => version)
const sum = async ({ kernel }: { kernel: InTurn }) => (await kernel.load<Tally, never>('tally-1', tally)).sum

test('a conflict decides again on what the other one wrote', async () => {
  await add(world)
  await add(other, { by: 10 })
  store.before = once(async () => void (await add(other, { by: 100 })))
  const { events } = await add(world, { by: 1_000 })
  expect(events.map(({ version }) => version)).toEqual([4])
  expect([await sum(world), await versions()]).toEqual([1_111, [1, 2, 3, 4]])
})

test('of two tries of one command in two processes one is done, and both are answered with it', async () => {
  store.before = once(async () => void (await add(other, { id: 'same', times: 2 })))
  const [mine, another] = await Promise.all([add(world, { id: 'same', times: 2 }), add(world)])
  expect(mine.events.map(({ version }) => version)).toEqual([1, 2])
  expect(another.events.map(({ version }) => version)).toEqual([3])
})

test('a command that the other one has done is answered with that, whatever stands before it in the append', async () => {
  store.before = async () => {
    if (store.appends.length === 2) await add(other, { id: 'same', times: 2 })
  }
  const adds = [add(world), add(world), add(world, { id: 'same', times: 2 })]
  const answers = await Promise.all(adds)
  expect(answers.map(({ events }) => events.map(({ version }) => version))).toEqual([[1], [4], [2, 3]])
  expect(await versions()).toEqual([1, 2, 3, 4])
})

test('both at once lose nothing', async () => {
  const adds = Array.from({ length: 60 }, (_, at) => add(at % 2 ? world : other, { by: 2 ** (at % 20) }))
  const answers = (await Promise.all(adds)).flatMap(({ events }) => events.map(({ version }) => version))
  const expected = Array.from({ length: 60 }, (_, at) => at + 1)
  expect(answers.sort((a, b) => a - b)).toEqual(expected)
  expect(await versions()).toEqual(expected)
  expect(await sum(world)).toBe(3 * (2 ** 20 - 1))
})

test('a state at hand goes on with what the log brings', async () => {
  await add(world)
  const { position } = await add(other, { by: 10 })
  await world.runner.waitFor(position)
  expect(await sum(world)).toBe(11)
  await add(world)
  expect(store.appends.map(({ expected }) => expected)).toEqual([0, 2])
})

/** Only when there is so much in it already. */
const addIf = (least: number, fresh?: readonly string[]) =>
  other.kernel.handle<Tally, Added>({
    key: 'tally',
    stream: 'tally-2',
    aggregate: tally,
    id: crypto.randomUUID(),
    metadata: {},
    ...(fresh && { fresh }),
    decide: (facts) => () => {
      const { sum: there } = facts<Tally, Added>('tally-1', tally)
      if (there < least) throw new Rejection('not-allowed')
      return [{ type: 'Added', data: { by: there } }]
    },
  })

test('a refusal is decided again on what the other one has written to whatever the rule looked at', async () => {
  await other.kernel.load('tally-1', tally)
  await expect(addIf(1)).rejects.toThrow('not-allowed')
  await add(world)
  expect((await addIf(1)).events).toHaveLength(1)
})

test('many that are refused at once are refused on what was read once', async () => {
  const reads: string[] = []
  const read: EventStore['read'] = (stream, options) => {
    reads.push(stream)
    return world.disk.read(stream, options)
  }
  other = processOn({ read } as EventStore)
  const refused = await Promise.allSettled(Array.from({ length: 50 }, () => addIf(1)))
  expect(refused.every(({ status }) => status === 'rejected')).toBe(true)
  expect(reads.length).toBeLessThan(10)
})

test('a rule that asks for it sees the newest events of a stream', async () => {
  await other.kernel.load('tally-1', tally)
  await add(world, { by: 5 })
  const decided = async (fresh?: readonly string[]) => (await addIf(0, fresh)).events.map(({ data }) => data.by)
  expect([await decided(), await decided(['tally-1'])]).toEqual([[0], [5]])
})

test('what was read for it is read again where the other one has written before it was appended', async () => {
  const watched = watchedStore()
  other = processOn(watched.wrap(world.disk))
  await add(world, { by: 5 })
  watched.before = once(async () => {
    await add(world, { by: 2 })
    await add(world, { stream: 'tally-2' })
  })
  const { events } = await addIf(0, ['tally-1'])
  expect(events.map(({ data, version }) => [data.by, version])).toEqual([[7, 2]])
})

test('nobody is refused on what lacks the other one’s event, where a turn of this one would write in its place', async () => {
  const watched = watchedStore()
  other = processOn(watched.wrap(world.disk))
  await other.kernel.load('tally-1', tally)
  let refused: unknown, known: unknown
  watched.before = once(async () => {
    const { events } = await add(world, { by: 10 })
    other.states.advance(events)
    refused = await addIf(10).catch((error: unknown) => error)
    known = (await other.kernel.fresh<Tally, never>('tally-1', tally)).sum
  })
  await add(other, { key: 'another' })
  expect([refused, known, await versions()]).toEqual([
    expect.objectContaining({ events: [expect.anything()] }),
    10,
    [1, 2],
  ])
  expect(await sum(other)).toBe(11)
})

test('what comes in behind an append whose answer is on its way is taken in once', async () => {
  const watched = watchedStore()
  other = processOn(watched.wrap(world.disk))
  watched.after = once(async () => {
    for (const by of [10, 100, 1_000]) await add(world, { by })
    const events = await streamOf(world, 'tally-1')
    other.states.advance(events.slice(0, 3))
    await other.states.refresh('tally-1')
    other.states.advance(events)
  })
  await add(other)
  expect(await sum(other)).toBe(1_111)
  expect(watched.reads.filter((stream) => stream === 'tally-1')).toHaveLength(2)
})

test('nobody is refused on what stood before him in an append that came to nothing', async () => {
  await add(world)
  const watched = watchedStore()
  other = processOn(watched.wrap(world.disk))
  watched.before = once(async () => void (await add(world, { by: -5 })))
  const one = (decide: (state: Readonly<Tally>) => boolean, by: number) =>
    other.kernel.handle<Tally, Added>({
      key: 'tally',
      stream: 'tally-1',
      aggregate: tally,
      id: crypto.randomUUID(),
      metadata: {},
      decide: () => (state) => {
        if (!decide(state)) throw new Rejection('not-allowed')
        return [{ type: 'Added', data: { by } }]
      },
    })
  const never = () => false
  const those = [one(never, 0), one(never, 0), one(({ sum }) => sum >= 1, 10), one(({ sum }) => sum < 11, 1)]
  const outcomes = (await Promise.allSettled(those)).map(({ status }) => status)
  expect(outcomes).toEqual(['rejected', 'rejected', 'rejected', 'fulfilled'])
  expect(await versions()).toEqual([1, 2, 3])
})

test('nothing is decided without a lease', async () => {
  isServing = false
  await expect(add(other)).rejects.toThrow('unavailable')
  isServing = true
  expect((await add(other)).events).toHaveLength(1)
})

test('what was decided under a lease is written under that lease only, also where there is another one by then', async () => {
  const watched = watchedStore()
  other = processOn(watched.wrap(world.disk))
  const answers: unknown[] = []
  watched.before = async ({ mayWrite }) => {
    answers.push(mayWrite?.())
    leases += 1
    answers.push(mayWrite?.())
  }
  await add(other)
  expect(answers).toEqual([true, false])
})
