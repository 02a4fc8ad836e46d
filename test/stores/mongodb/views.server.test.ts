import { MongoClient } from 'mongodb'
import { afterEach, expect, it } from 'vitest'
import type { DocumentStore } from '../../../src/stores/document-store.js'
import { openMongoDocumentStore } from '../../../src/stores/mongodb/document-store.js'
import { copyOf, note, put, remove } from '../notes.js'
import { addressOf, dropDatabase, hasViews, MONGODB_URL } from './database.js'

const address = MONGODB_URL ? addressOf(`annals_views_${process.pid}`) : ''
const troubles: string[] = []
let store: DocumentStore | undefined

afterEach(async () => {
  await store?.close()
  if (MONGODB_URL) await dropDatabase(address)
})

it.skipIf(!MONGODB_URL)(
  'analysts find the documents of the live copy under the plain name of their collection',
  async ({ skip }) => {
    if (!(await hasViews(address))) skip('not run: this server has no views')
    store = await openMongoDocumentStore(address, { onTrouble: (sentence) => troubles.push(sentence) })
    const [first, second] = [await copyOf(store, 'first'), await copyOf(store, 'second')]
    await put(first, 1, { a: note({ rank: 1 }), b: note({ rank: 2 }) })
    await remove(first, 2, 'b')
    await put(second, 2, { a: note({ rank: 3 }) })
    const client = new MongoClient(address)
    const ranks = async () => (await client.db().collection('notes').find().toArray()).map(({ rank }): unknown => rank)
    await store.point(['notes'], 'first')
    expect(await ranks()).toEqual([1])
    await store.point(['notes'], 'second')
    expect(await ranks()).toEqual([3])
    await client.close()
    expect(troubles).toEqual([])
  },
)
