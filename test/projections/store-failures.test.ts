import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Recorded } from '../../src/domain/decision.js'
import type { AnyProjection } from '../../src/projections/apply.js'
import { Applier, collectionsOf } from '../../src/projections/apply.js'
import { projection } from '../../src/projections/projection.js'
import { openEmbeddedDocumentStore } from '../../src/stores/embedded/document-store.js'
import type { Copy, DocumentStore } from '../../src/stores/document-store.js'

const counts = projection<{ name: string; number: number }>({
  name: 'counts',
  version: 1,
  indexes: { byName: ['name'] },
  on: {
    UserRenamed: ({ data: { user, name } }) => [[user, (old) => ({ name, number: (old?.number ?? 0) + 1 })]],
    AvatarChanged: ({ data: { user } }) => [
      [
        user,
        () => {
          throw new Error('cannot be folded')
        },
      ],
    ],
  },
}) as unknown as AnyProjection

const event = (position: number, type: string, data: object): Recorded => ({
  type,
  data,
  position,
  stream: 'user-1',
  version: position,
  id: String(position),
  metadata: { at: position },
})
const renamed = (position: number, user: string, name: string) => event(position, 'UserRenamed', { user, name })

let folder: string
let store: DocumentStore
let copy: Copy
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'annals-store-failures-'))
  store = await openEmbeddedDocumentStore(folder)
  copy = await store.copy('one', collectionsOf([counts]))
})
afterEach(async () => {
  await store.close()
  await rm(folder, { recursive: true, force: true })
})

const committing = (commit: Copy['commit']): Copy =>
  new Proxy(copy, {
    get: (target, name) => {
      if (name === 'commit') return commit
      const value = Reflect.get(target, name, target) as unknown
      return typeof value === 'function' ? (value.bind(target) as unknown) : value
    },
  })
/** The copy, whose first commits fail. */
const failing = (times: number): Copy =>
  committing((...commit) => (times-- > 0 ? Promise.reject(new Error('no space is left')) : copy.commit(...commit)))

test('a commit that fails leaves nothing behind: the same events are folded and parked once when they are tried again', async () => {
  const applier = await Applier.open(failing(2), [counts])
  const run = [renamed(1, '1', 'a'), event(2, 'AvatarChanged', { user: '1' }), renamed(3, '1', 'b')]
  await expect(applier.apply(run)).rejects.toThrow('no space is left')
  expect(applier.parking.all()).toEqual([])
  await expect(applier.apply(run)).rejects.toThrow('no space is left')
  await applier.apply(run)
  expect(await copy.get('counts_v1', ['1'])).toEqual([{ name: 'a', number: 1 }])
  expect(applier.parking.all()).toMatchObject([{ key: '1', position: 2, count: 2 }])
  expect(copy.checkpoint).toBe(3)
})

/** The copy, as a kill between documents and checkpoint leaves it: of one commit only changes to these collections are stored. */
const killedWith = (...collections: readonly string[]): Copy =>
  committing(async (changes, applied) => {
    const stored = changes.filter(({ collection }) => collections.includes(collection))
    await copy.commit(stored, applied, copy.checkpoint)
    throw new Error('killed')
  })

test('what is parked is counted once, and what lies before it is folded, after a kill before the checkpoint', async () => {
  await (await Applier.open(copy, [counts])).apply([renamed(1, '1', 'a')])
  const run = [renamed(2, '1', 'b'), event(3, 'AvatarChanged', { user: '1' }), renamed(4, '1', 'c')]
  await expect((await Applier.open(killedWith('parked'), [counts])).apply(run)).rejects.toThrow('killed')
  const applier = await Applier.open(copy, [counts])
  await applier.apply([...run, renamed(5, '1', 'd')])
  expect(applier.parking.all()).toMatchObject([{ key: '1', position: 3, count: 3, last: 5 }])
  expect(await copy.get('counts_v1', ['1'])).toEqual([{ name: 'b', number: 2 }])
})

test('a document that the store cannot hold is parked, and everything else goes on', async () => {
  const applier = await Applier.open(copy, [counts])
  await applier.apply([renamed(1, '1', 'x'.repeat(3_000)), renamed(2, '2', 'b')])
  expect(await copy.get('counts_v1', ['1', '2'])).toEqual([undefined, { name: 'b', number: 1 }])
  expect(applier.parking.all()).toMatchObject([{ key: '1', position: 1 }])
  await applier.apply([renamed(3, '1', 'short'), renamed(4, '2', 'c')])
  expect(await copy.get('counts_v1', ['1', '2'])).toEqual([undefined, { name: 'c', number: 2 }])
})
