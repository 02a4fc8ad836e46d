import { MongoClient } from 'mongodb'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Copy, DocumentStore } from '../../../src/stores/document-store.js'
import { openMongoDocumentStore } from '../../../src/stores/mongodb/document-store.js'
import type { StoredDocument } from '../../../src/stores/mongodb/stored-document.js'
import { clearTraces } from '../../../src/stores/mongodb/writes.js'
import { copyOf, get, note, put, remove } from '../notes.js'
import { addressOf, dropDatabase, MONGODB_URL } from './database.js'

const HOUR = 3_600_000
const address = MONGODB_URL ? addressOf(`annals_traces_${process.pid}`) : ''

describe.skipIf(!MONGODB_URL)('traces of removed documents in MongoDB', () => {
  let client: MongoClient
  let store: DocumentStore
  let copy: Copy

  beforeEach(async () => {
    client = new MongoClient(address)
    store = await openMongoDocumentStore(address)
    copy = await copyOf(store)
    await put(copy, 1, { a: note({}), b: note({}), c: note({}) })
    await remove(copy, 2, 'a')
    await remove(copy, 3, 'b')
  })

  afterEach(async () => {
    await store.close()
    await client.close()
    await dropDatabase(address)
  })

  const stored = () => client.db().collection<StoredDocument>('notes__first')
  const keys = async () =>
    (
      await stored()
        .find({}, { sort: { _id: 1 } })
        .toArray()
    ).map(({ _id }) => _id)
  const clear = (checkpoint: number, ms: number) => clearTraces(stored(), checkpoint, new Date(Date.now() + ms))

  it('are cleared once they are old, up to the checkpoint and no further', async () => {
    await clear(3, -HOUR)
    expect(await keys()).toEqual(['a', 'b', 'c'])
    await clear(2, HOUR)
    expect(await keys()).toEqual(['b', 'c'])
    await clear(3, HOUR)
    expect(await keys()).toEqual(['c'])
  })

  it('are not in the way of what comes back', async () => {
    await put(copy, 4, { a: note({ rank: 4 }) })
    await clear(4, HOUR)
    await put(copy, 5, { b: note({ rank: 5 }) })
    expect([await get(copy, 'a'), await get(copy, 'b')]).toEqual([note({ rank: 4 }), note({ rank: 5 })])
  })

  it('of a day ago are cleared as commits go on', async () => {
    await stored().updateOne({ _id: 'a' }, { $set: { _gone: new Date(Date.now() - 25 * HOUR) } })
    await store.close()
    store = await openMongoDocumentStore(address)
    const opened = await copyOf(store)
    const now = performance.now()
    vi.spyOn(performance, 'now').mockImplementation(() => now + HOUR)
    await put(opened, 4, { d: note({}) })
    await expect.poll(keys).toEqual(['b', 'c', 'd'])
    vi.restoreAllMocks()
  })
})
