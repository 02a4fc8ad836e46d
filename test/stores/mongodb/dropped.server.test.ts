import { MongoClient } from 'mongodb'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CopyGone, nameOfCopy, type Copy, type DocumentStore } from '../../../src/stores/document-store.js'
import { StoreUnavailable } from '../../../src/stores/event-store.js'
import { openMongoDocumentStore } from '../../../src/stores/mongodb/document-store.js'
import { copyOf, note, put } from '../notes.js'
import { addressOf, dropDatabase, MONGODB_URL } from './database.js'

const address = MONGODB_URL ? addressOf(`annals_dropped_${process.pid}`) : ''

describe.skipIf(!MONGODB_URL)('a copy in MongoDB that another process has dropped', () => {
  const name = nameOfCopy(7)
  let client: MongoClient
  let store: DocumentStore
  let other: DocumentStore
  let copy: Copy

  beforeEach(async () => {
    client = new MongoClient(address)
    store = await openMongoDocumentStore(address)
    other = await openMongoDocumentStore(address)
    copy = await copyOf(store, name)
    await put(copy, 1, { a: note({}) })
    await other.drop(name)
  })

  afterEach(async () => {
    await store.close()
    await other.close()
    await client.close()
    await dropDatabase(address)
  })

  const collections = async () => (await client.db().listCollections().toArray()).map((each) => each.name)

  it('is not read as an empty one, and takes no commits', async () => {
    await expect(copy.refresh()).rejects.toBeInstanceOf(StoreUnavailable)
    await expect(put(copy, 2, { b: note({}) })).rejects.toBeInstanceOf(CopyGone)
  })

  it('is there again, in part, after a write that comes late, and can be dropped again: nothing else is', async () => {
    await client.db().createCollection('notes__of-somebody-else')
    expect(await other.copies()).toEqual([])
    await put(copy, 2, { b: note({}) }).catch(() => undefined)
    expect(await other.copies()).toEqual([name])
    await other.drop(name)
    expect(await other.copies()).toEqual([])
    expect((await collections()).filter((each) => each.startsWith('notes'))).toEqual(['notes__of-somebody-else'])
  })
})
