import { mkdtemp, rename as move, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { one } from '../../src/projections/models.js'
import { projection } from '../../src/projections/projection.js'
import type { Name } from '../support/names-model.js'
import { all, models, names } from '../support/names-model.js'
import { nameOf, rename, request } from '../support/names-world.js'
import type { AnyProjection } from '../../src/projections/apply.js'
import type { Changes, World } from '../support/world.js'
import { openWorld } from '../support/world.js'

let folder: string
let world: World | undefined
const open = async (changes: Changes = {}) => (world = await openWorld(folder, { models: models(), ...changes }))
const close = async () => {
  await world?.close()
  world = undefined
}
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'annals-runner-'))
})
afterEach(async () => {
  await close()
  await rm(folder, { recursive: true, force: true })
})

const copies = async ({ documents }: World) => (await documents.copies()).length

describe('following', () => {
  test('what was folded can be read once waitFor has resolved, and not waited for in vain', async () => {
    const it = await open()
    await rename(it, '1', 'a', 'b')
    expect(await nameOf(it)).toBe('a b')
    expect(await it.runner.find(names(), { index: 'byName', equals: ['a b'] })).toHaveLength(1)
    expect(await it.runner.count(names(), { index: 'byName' })).toBe(1)
    expect(await it.runner.waitFor(it.runner.position + 1, 10)).toBe(false)
  })
  test('frames leave before who waits is told', async () => {
    const told: string[] = []
    const it = await open({ onVisible: async (run) => void told.push(...run.map(({ type }) => type)) })
    await rename(it, '1', 'a')
    expect(told).toEqual(['UserRenamed'])
  })
  test('a restart goes on where it was, and folds nothing twice', async () => {
    await rename(await open(), '1', 'a')
    await close()
    const it = await open()
    await rename(it, '1', 'b')
    expect(await nameOf(it)).toBe('a b')
    expect((await one(it.runner, all, 'all'))?.events).toBe(2)
  })
})

describe('what cannot be folded', () => {
  test('waits, and later events of its document behind it; everything else goes on, also after a restart', async () => {
    let it = await open()
    await rename(it, '1', 'a', 'Poison', 'b')
    await rename(it, '2', 'c')
    await close()
    it = await open()
    await rename(it, '1', 'd')
    expect([await nameOf(it), await nameOf(it, '2')]).toEqual(['a', 'c'])
    expect((await one(it.runner, all, 'all'))?.events).toBe(5)
    const [parked, ...others] = it.runner.parked()
    expect(parked).toMatchObject({ collection: 'names_v1', key: '1', position: 2, count: 3 })
    expect(parked?.error).toMatch('it is poison')
    expect(others).toEqual([])
  })
  test('where it does not tell its document, its whole stream waits', async () => {
    const it = await open()
    await rename(it, '1', 'a', 'Nameless', 'b')
    await rename(it, '1', 'c')
    await rename(it, '2', 'd')
    expect([await nameOf(it), await nameOf(it, '2')]).toEqual(['a', 'd'])
    const parked = [{ key: '!user-1', position: 2, count: 3 }]
    expect(it.runner.parked()).toMatchObject(parked)
    await request(it, 'all')
    await it.runner.rebuilt()
    expect(it.runner.parked()).toMatchObject(parked)
  })
  test('is tried again by a rebuild, with the rules of then', async () => {
    let it = await open()
    await rename(it, '1', 'a', 'Poison')
    await close()
    const mended = projection<Name>({
      ...names(),
      on: { UserRenamed: ({ data }) => [[data.user, () => ({ ...data, version: 1 })]] },
    })
    it = await open({ models: [mended, all] as unknown as readonly AnyProjection[] })
    expect(it.runner.parked()).toHaveLength(1)
    await request(it, 'names')
    await it.runner.rebuilt()
    expect(it.runner.parked()).toEqual([])
    expect(await nameOf(it)).toBe('Poison')
  })
})

describe('a rebuild', () => {
  test('swaps without traffic, and the others stay where they are', async () => {
    const it = await open()
    await rename(it, '1', 'a')
    const before = (await it.documents.pointers())['all_v1']
    await request(it, 'names')
    await it.runner.rebuilt()
    const after = await it.documents.pointers()
    expect(after['all_v1']).toBe(before)
    expect(after['names_v1']).not.toBe(before)
    await rename(it, '1', 'b')
    expect(await nameOf(it)).toBe('a b')
    expect((await one(it.runner, all, 'all'))?.events).toBe(3)
  })
  test('of everything lets the old copy go', async () => {
    const it = await open()
    await rename(it, '1', 'a')
    for (const name of ['names', 'all']) await request(it, name)
    await it.runner.rebuilt()
    expect(await copies(it)).toBe(new Set(Object.values(await it.documents.pointers())).size)
    expect(await nameOf(it)).toBe('a')
  })
  test('of something unknown is nothing', async () => {
    const it = await open()
    await request(it, 'nonsense')
    await it.runner.rebuilt()
    expect(await copies(it)).toBe(1)
  })
  test('that a crash interrupted is done again, once', async () => {
    const never = () => new Promise<void>(() => undefined)
    let it = await open()
    await rename(it, '1', 'a', 'b', 'c')
    const before = (await it.documents.pointers())['names_v1']
    await close()
    it = await open({
      few: 1,
      build: async (_, __, ___, signal) => void (await Promise.race([never(), aborted(signal)])),
    })
    await request(it, 'names')
    await close()
    it = await open()
    await it.runner.rebuilt()
    const after = (await it.documents.pointers())['names_v1']
    expect(after).not.toBe(before)
    expect(await nameOf(it)).toBe('a b c')
    await close()
    it = await open()
    await it.runner.rebuilt()
    expect((await it.documents.pointers())['names_v1']).toBe(after)
  })
  test('that fails leaves what serves, and nothing else, and is tried again', async () => {
    let it = await open()
    await rename(it, '1', 'a', 'b', 'c')
    await close()
    let memory = false
    const build = () => (memory ? Promise.resolve() : Promise.reject(new Error('no more memory')))
    it = await open({ few: 1, build })
    const before = await it.documents.pointers()
    await request(it, 'names')
    await expect.poll(() => it.sentences.at(-1)).toMatch('no more memory')
    expect(await copies(it)).toBe(1)
    expect(await it.documents.pointers()).toEqual(before)
    expect(await nameOf(it)).toBe('a b c')
    memory = true
    await it.runner.rebuilt()
    expect((await it.documents.pointers())['names_v1']).not.toBe(before['names_v1'])
    expect(await nameOf(it)).toBe('a b c')
  })
  const aborted = (signal: AbortSignal) =>
    new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))
})

describe('a start', () => {
  test('with a raised version builds that read model, and coming back to the old one builds it too', async () => {
    await rename(await open(), '1', 'a')
    await close()
    let it = await open({ models: models(2) })
    expect(await one(it.runner, names(2), '1')).toEqual({ user: '1', name: 'a', version: 2 })
    await rename(it, '1', 'b')
    await close()
    it = await open()
    expect(await one(it.runner, names(), '1')).toEqual({ user: '1', name: 'a b', version: 1 })
    expect((await one(it.runner, all, 'all'))?.events).toBe(2)
  })
  const losses: [string, () => Promise<void>][] = [
    ['gone', () => rm(`${folder}/read-models`, { recursive: true })],
    ['gone but for its pointers', () => rm(`${folder}/read-models/copies`, { recursive: true })],
  ]
  test.each(losses)('with a read store that is %s builds it', async (_, lose) => {
    await rename(await open(), '1', 'a')
    await close()
    await lose()
    expect(await nameOf(await open())).toBe('a')
  })
  test('with a damaged read store builds it', async () => {
    let it = await open()
    await rename(it, '1', 'a')
    const [copy] = await it.documents.copies()
    await close()
    await writeFile(`${folder}/read-models/copies/${copy}/data.mdb`, Buffer.alloc(65_536, 7))
    it = await open()
    expect(await nameOf(it)).toBe('a')
    expect(await it.documents.copies()).not.toContain(copy)
  })
  test('with read models that are ahead of the log builds them', async () => {
    await rename(await open(), '1', 'a', 'b', 'c')
    await close()
    await rm(`${folder}/log`, { recursive: true })
    const it = await open()
    expect(await nameOf(it)).toBeUndefined()
    await rename(it, '1', 'z')
    expect(await nameOf(it)).toBe('z')
  })
  test('with read models of another log builds them, however long that one is', async () => {
    await rename(await open(), '1', 'a')
    await close()
    await move(`${folder}/read-models`, `${folder}/others`)
    await rm(`${folder}/log`, { recursive: true })
    await rename(await open(), '1', 'x', 'y', 'z')
    await close()
    await rm(`${folder}/read-models`, { recursive: true })
    await move(`${folder}/others`, `${folder}/read-models`)
    expect(await nameOf(await open())).toBe('x y z')
  })
})
