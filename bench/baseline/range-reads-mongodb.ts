import { MongoClient, type Collection } from 'mongodb'
import { collectionOf } from '../../src/projections/apply.js'
import { messages } from '../../src/projections/messages.js'
import { openMongoDocumentStore } from '../../src/stores/mongodb/document-store.js'
import { serve } from '../client/subprocess.js'
import type { Stretch } from '../report/statistics.js'

interface Stored {
  readonly _id: string
}

let documents: Collection<Stored> | undefined

serve({
  /** Opens the collection of messages that a server serves. */
  open: async ({ address }: { address: string }) => {
    const store = await openMongoDocumentStore(address)
    const copy = (await store.pointers())[collectionOf(messages)] ?? ''
    await store.close()
    const client = await MongoClient.connect(address)
    documents = client.db().collection<Stored>(`${collectionOf(messages)}__${copy}`)
  },
  /** Reads so many neighbouring messages, from the key of one picked at random, with one find of the driver. */
  run: async ({ ms, keys, number }: { ms: number; keys: readonly string[]; number: number }): Promise<Stretch> => {
    const began = performance.now()
    const latencies: number[] = []
    while (performance.now() - began < ms) {
      const at = performance.now()
      const start = keys[Math.floor(Math.random() * keys.length)] ?? ''
      const found = await documents?.find({ _id: { $gte: start } }, { sort: { _id: 1 }, limit: number }).toArray()
      if (!found?.length) throw new Error('nothing was found')
      latencies.push(performance.now() - at)
    }
    return { n: latencies.length, ms: performance.now() - began, latencies }
  },
})
