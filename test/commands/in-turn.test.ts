import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Rejection } from '../../src/domain/decision.js'
import { InTurn } from '../../src/commands/in-turn.js'
import { States } from '../../src/commands/states.js'
import type { Tally } from '../support/tally.js'
import { add, tally } from '../support/tally.js'
import { lost, once, watchedStore } from '../support/watched-store.js'
import type { Changes, World } from '../support/world.js'
import { openWorld, streamOf } from '../support/world.js'

let folder: string
let world: World
let store: ReturnType<typeof watchedStore>
const open = async (changes: Changes = {}) => (world = await openWorld(folder, { wrap: store.wrap, ...changes }))
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'annals-turn-'))
  store = watchedStore()
  await open()
})
afterEach(async () => {
  await world.close()
  await rm(folder, { recursive: true, force: true })
})
const sizes = () => store.appends.map(({ events }) => events.length)
const sumOf = async (stream = 'tally-1') => (await world.kernel.load<Tally, never>(stream, tally)).sum
const many = (number: number, adding: Parameters<typeof add>[1] = {}) =>
  Promise.all(Array.from({ length: number }, () => add(world, adding)))

describe('a turn', () => {
  test('takes all that wait, and answers each with its own', async () => {
    const outcomes = await many(5)
    expect(sizes()).toEqual([1, 4])
    expect(outcomes.map(({ events }) => events.map(({ version }) => version))).toEqual([[1], [2], [3], [4], [5]])
    expect((await streamOf(world, 'tally-1')).map(({ id }) => id)).toEqual(
      outcomes.flatMap(({ events }) => events.map(({ id }) => id)),
    )
  })
  test('is cut at 500 events', async () => {
    await many(600)
    expect(sizes()).toEqual([1, 500, 99])
    expect(await sumOf()).toBe(600)
  })
  test('is cut at 256 KiB', async () => {
    await many(12, { pad: 20_000 })
    expect(sizes()[0]).toBe(1)
    expect(Math.max(...sizes())).toBeLessThan(11)
    expect(await streamOf(world, 'tally-1')).toHaveLength(12)
  })
  test('is cut where the stream changes, and keeps the order', async () => {
    await Promise.all(['1', '1', '2', '2', '1'].map((each) => add(world, { stream: `tally-${each}` })))
    expect(store.appends.map(({ stream, events }) => `${stream} ${events.length}`)).toEqual([
      'tally-1 1',
      'tally-1 1',
      'tally-2 2',
      'tally-1 1',
    ])
  })
  test('decides and hands over in one go: nothing is decided in between', async () => {
    const seen: string[] = []
    store.before = async ({ stream }) => void seen.push(`${stream} appended`)
    const decides = (key: string) =>
      world.kernel.handle<Tally, { type: 'Added'; data: { by: number } }>({
        key,
        stream: `tally-${key}`,
        aggregate: tally,
        id: crypto.randomUUID(),
        metadata: {},
        decide: () => () => {
          seen.push(key)
          return [{ type: 'Added', data: { by: 1 } }]
        },
      })
    await Promise.all(['1', '2'].map(decides))
    seen.length = 0
    await Promise.all(['1', '2', '1', '2', '1', '2'].map(decides))
    expect(seen.join()).toMatch(/^(((1,)+tally-1|(2,)+tally-2) appended,?)+$/)
  })
  test('of another key does not wait', async () => {
    let go = () => {}
    store.before = ({ stream }) => (stream === 'tally-1' ? new Promise((resolve) => (go = resolve)) : Promise.resolve())
    const held = add(world)
    await add(world, { stream: 'tally-2', key: 'other' })
    go()
    await held
  })
})

describe('a rule', () => {
  const command = (decide: Parameters<typeof world.kernel.handle<Tally, never>>[0]['decide']) =>
    world.kernel.handle<Tally, never>({
      key: 'tally',
      stream: 'tally-1',
      aggregate: tally,
      id: 'x',
      metadata: {},
      decide,
    })

  test('refuses its own command only', async () => {
    const refused = command(() => () => {
      throw new Rejection('not-allowed')
    })
    const results = await Promise.allSettled([add(world), refused, add(world)])
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(world.bugs).toEqual([])
  })
  test('that is wrong is told, and stops nothing', async () => {
    const bug = command(() => () => {
      throw new TypeError('undefined is not a function')
    })
    await expect(bug).rejects.toThrow(TypeError)
    expect(world.bugs).toHaveLength(1)
    await add(world)
    expect(await sumOf()).toBe(1)
  })
  test('gets facts that were not at hand', async () => {
    await add(world, { stream: 'tally-2', key: 'other', by: 7 })
    const cold = new InTurn({
      events: world.disk,
      states: new States(world.disk, () => 0),
      models: world.runner,
      now: () => 0,
      onBug: (bug) => world.bugs.push(bug),
    })
    const { events } = await cold.handle<Tally, { type: 'Added'; data: { by: number } }>({
      key: 'tally',
      stream: 'tally-1',
      aggregate: tally,
      id: 'x',
      metadata: {},
      decide: (facts) => () => [{ type: 'Added', data: { by: facts<Tally, never>('tally-2', tally).sum } }],
    })
    expect(events[0]?.data).toEqual({ by: 7 })
  })
})

describe('when an append fails', () => {
  test('its commands are refused, and what they folded is forgotten', async () => {
    await add(world)
    store.before = once(lost)
    await expect(add(world, { by: 100 })).rejects.toThrow(new Rejection('unavailable'))
    expect(await sumOf()).toBe(1)
    await add(world)
    expect(await sumOf()).toBe(2)
  })
  test('and its answer was lost, the repeat of a command finds what it did', async () => {
    store.after = once(lost)
    await expect(add(world, { id: 'key:a', once: true })).rejects.toThrow(new Rejection('unavailable'))
    const { events } = await add(world, { id: 'key:a', once: true })
    expect(events.map(({ version }) => version)).toEqual([1])
    expect(await streamOf(world, 'tally-1')).toHaveLength(1)
  })
  test('while a fact cannot be read, everybody is answered', async () => {
    const broken = new States({ ...store.wrap(world.disk), read: () => fails() }, () => 0)
    const kernel = new InTurn({
      events: world.disk,
      states: broken,
      models: world.runner,
      now: () => 0,
      onBug: () => {},
    })
    const results = await Promise.allSettled([add({ kernel }), add({ kernel })])
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  })
  const fails = async function* () {
    await lost()
    yield* []
  }
})

test('settled waits for what was decided before, in every turn', async () => {
  let go = () => {}
  store.before = once(() => new Promise((resolve) => (go = resolve)))
  const slow = add(world)
  await expect.poll(() => store.appends.length).toBe(1)
  const seen: string[] = []
  const settled = world.kernel.settled().then(() => seen.push('settled'))
  void slow.then(() => seen.push('slow'))
  await add(world, { stream: 'tally-2', key: 'other' })
  expect(seen).toEqual([])
  go()
  await settled
  expect(await streamOf(world, 'tally-1')).toHaveLength(1)
})
