import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Applier, collectionOf, collectionsOf } from '../../src/projections/apply.js'
import { Shown } from '../../src/projections/shown.js'
import { CopyGone, type DocumentStore } from '../../src/stores/document-store.js'
import type { EventStore } from '../../src/stores/event-store.js'
import { openMongoDocumentStore } from '../../src/stores/mongodb/document-store.js'
import { models, names } from '../support/names-model.js'
import { nameOf, rename, request } from '../support/names-world.js'
import { addressOf, dropDatabase, MONGODB_URL } from '../stores/mongodb/database.js'
import { fresh, openWorld, type Changes, type World } from '../support/world.js'

const address = MONGODB_URL ? addressOf(`annals_swap_${process.pid}`) : ''

describe.skipIf(!MONGODB_URL)('readers in another process, after a swap that they have not seen', () => {
  let folder: string
  let world: World
  let elsewhere: DocumentStore
  let shown: Shown

  const open = async (changes: Changes = {}, version?: number): Promise<World> => {
    const parts = { models: models(version), isAtWork: () => true, keptMs: 3_600_000 }
    return (world = await openWorld(folder, {
      ...parts,
      documents: await openMongoDocumentStore(address),
      ...changes,
    }))
  }
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'annals-swap-'))
    await open()
    await rename(world, '1', 'a')
    elsewhere = await openMongoDocumentStore(address)
    const log = {
      readAll: (...range: [number, number?]) => world.disk.readAll(...range),
      head: () => world.disk.head(),
    }
    shown = new Shown({ events: log as EventStore, documents: elsewhere, projections: models() })
    expect(await shown.look()).toEqual([])
  })
  afterEach(async () => {
    await world.close()
    await elsewhere.close()
    await dropDatabase(address)
    await rm(folder, { recursive: true, force: true })
  })

  const rebuild = async (...those: readonly string[]): Promise<void> => {
    for (const name of those) await request(world, name)
    await world.runner.rebuilt()
  }
  /** Where readers there believe to be, and what they read. */
  const seen = async () => {
    const position = await shown.checkpoint()
    const [document] = await shown.copyOf(names()).get(collectionOf(names()), ['1'])
    return [position, document?.['name']]
  }

  it.each([[['names']], [['all']], [['names', 'all']]])(
    'of %j see all up to where they believe to be',
    async (those) => {
      await rebuild(...those)
      await rename(world, '1', 'b')
      expect(await seen()).toEqual([await world.disk.head(), 'a b'])
    },
  )

  it('see it also where the swap was cut short before anybody was told', async () => {
    const documents = await openMongoDocumentStore(address)
    await world.close()
    await open({ documents: Object.assign(documents, { leave: () => Promise.resolve() }) })
    await rebuild('names')
    await world.close()
    await open()
    await rename(world, '1', 'b')
    expect(await seen()).toEqual([await world.disk.head(), 'a b'])
  })

  it('of an older release are told nothing rather than what is out of date', async () => {
    await world.close()
    await open({}, 2)
    await rename(world, '1', 'b')
    await expect(seen()).rejects.toThrow('nobody folds')
  })

  it('are not led back to a copy that was left, nor is a projector that starts', async () => {
    const { names_v1: before } = await world.documents.pointers()
    await rebuild('names')
    await rename(world, '1', 'b')
    await seen()
    await elsewhere.point(['names_v1'], before!)
    expect(await shown.look()).toContain('names')
    await world.close()
    await open()
    expect(await nameOf(world)).toBe('a b')
    expect(await shown.look()).toEqual([])
    expect(await seen()).toEqual([await world.disk.head(), 'a b'])
  })

  it('are told before anything else is stored, also where that fails at first', async () => {
    await rebuild('names')
    await seen()
    const { documents, disk, runner } = world
    const leave = documents.leave.bind(documents)
    const stored: number[] = []
    documents.leave = async (...left) => {
      stored.push(runner.position)
      if (stored.length > 1) return leave(...left)
      await disk.append('user-2', [fresh('UserRenamed', { user: '2', name: 'c' })], 0)
      throw new Error('away')
    }
    await rebuild('all')
    expect(stored.length).toBeGreaterThan(1)
    expect(new Set(stored).size).toBe(1)
    await rename(world, '1', 'b')
    expect(await seen()).toEqual([await disk.head(), 'a b'])
  })

  it('let no projector fold on top of what another one has stored without it', async () => {
    const log = []
    for await (const run of world.disk.readAll(0)) log.push(...run)
    const copy = await world.documents.copy('from-0-00000000', collectionsOf(models()))
    const applier = await Applier.open(copy, models())
    await applier.apply(log)
    const [later] = log.map((event) => ({ ...event, position: event.position + 1 }))
    await elsewhere.leave(copy.name, ['names_v1'])
    await expect(applier.apply([later!])).rejects.toBeInstanceOf(CopyGone)
  })
})
