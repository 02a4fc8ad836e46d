import { setImmediate } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Recorded } from '../../../src/domain/decision.js'
import { Applier, collectionsOf } from '../../../src/projections/apply.js'
import type { Copy, DocumentStore } from '../../../src/stores/document-store.js'
import { StoreUnavailable } from '../../../src/stores/event-store.js'
import { openMongoDocumentStore } from '../../../src/stores/mongodb/document-store.js'
import { models } from '../../support/names-model.js'
import { startProxy } from '../../support/tcp-proxy.js'
import { addressOf, dropDatabase, MONGODB_URL, through } from './database.js'

const USERS = 5
const address = MONGODB_URL ? addressOf(`annals_projectors_${process.pid}`) : ''
let opened: DocumentStore[]

/** Each adds a letter to the names of one user: whatever is folded twice, or never, shows. */
const log = Array.from({ length: 60 }, (_, at): Recorded => {
  const user = String((at * at) % USERS)
  const data = { user, name: String.fromCharCode(65 + (at % 26)) }
  return {
    type: 'UserRenamed',
    data,
    stream: `user-${user}`,
    version: at + 1,
    position: at + 1,
    id: '',
    metadata: { at },
  }
})

async function projector(name: string, at = address): Promise<Applier> {
  const store = await openMongoDocumentStore(at, { patience: { reachMs: 300, answerMs: 500 } })
  opened.push(store)
  return Applier.open(await store.copy(name, collectionsOf(models())), models())
}

/** Applies the log in runs of these lengths, one after the other and over again. */
async function follow(applier: Applier, lengths: readonly number[]): Promise<void> {
  for (let at = 0, turn = 0; at < log.length; turn++) {
    const run = log.slice(at, at + lengths[turn % lengths.length]!)
    await applier.apply(run)
    at += run.length
    await setImmediate()
  }
}

async function documentsOf(copy: Copy): Promise<readonly unknown[]> {
  const documents: unknown[] = []
  for (const collection of Object.keys(collectionsOf(models())))
    for await (const run of copy.scan(collection)) documents.push(...run)
  return documents
}

describe.skipIf(!MONGODB_URL)('projectors over MongoDB', () => {
  beforeEach(() => {
    opened = []
  })

  afterEach(async () => {
    for (const store of opened) await store.close()
    await dropDatabase(address)
  })

  it('make the same documents, two at once in runs of other lengths, as one alone', async () => {
    const alone = await projector('alone')
    await follow(alone, [log.length])
    const [one, other] = [await projector('both'), await projector('both')]
    await Promise.all([follow(one, [1, 7, 2]), follow(other, [3, 4, 1, 5])])
    expect(await documentsOf(one.copy)).toEqual(await documentsOf(alone.copy))
    expect(one.copy.checkpoint).toBe(log.length)
  })

  it('fold nothing twice after an end between documents and checkpoint, also in a longer run', async () => {
    const proxy = await startProxy(Number(new URL(address).port || 27017), new URL(address).hostname)
    const alone = await projector('alone')
    await follow(alone, [log.length])
    const ended = await projector('ended', through(proxy, address))
    await ended.apply(log.slice(0, 10))
    const cut = proxy.cutAt('findAndModify\0')
    await expect(ended.apply(log.slice(10, 20))).rejects.toBeInstanceOf(StoreUnavailable)
    await cut
    const next = await projector('ended')
    expect(next.copy.checkpoint).toBe(10)
    await follow(next, [33])
    expect(await documentsOf(next.copy)).toEqual(await documentsOf(alone.copy))
    await proxy.close()
  })
})
