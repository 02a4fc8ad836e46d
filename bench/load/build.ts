import { join } from 'node:path'
import { collectionOf, collectionsOf } from '../../src/projections/apply.js'
import { buildCopy } from '../../src/projections/build.js'
import { buildHere } from '../../src/projections/build-here.js'
import { projections } from '../../src/projections/index.js'
import type { DocumentStore } from '../../src/stores/document-store.js'
import { openEmbeddedDocumentStore } from '../../src/stores/embedded/document-store.js'
import { readLog } from '../../src/stores/embedded/log/log-reader.js'
import { openEventStoreDb } from '../../src/stores/eventstoredb/event-store.js'
import { openMongoDocumentStore } from '../../src/stores/mongodb/document-store.js'
import { serve } from '../client/subprocess.js'
import { isEmbedded, type Stores } from '../world/stores.js'

/** What is built or read, and how long it took. */
export interface Built {
  readonly events: number
  /** Documents written; 0 where that is not known. */
  readonly written: number
  readonly seconds: number
}

export interface Order {
  /** DATA_DIR of a server that is not running, and the position of the last event of its log. */
  readonly folder: string
  readonly events: number
  readonly stores: Stores
}

const documentsOf = ({ folder, stores }: Order): Promise<DocumentStore> =>
  stores.documents === undefined
    ? openEmbeddedDocumentStore(join(folder, 'read-models'))
    : openMongoDocumentStore(stores.documents)

/** As the worker of a server does it. */
const buildEmbedded = async (store: DocumentStore, name: string, { folder, events }: Order): Promise<number> => {
  const copy = await store.copy(name, collectionsOf(projections))
  const written = await buildCopy(copy, projections, readLog(join(folder, 'log'), 0, events), () => undefined)
  await copy.close()
  return written
}

/** The log of an order, wherever it lies. */
const logOf = async ({ folder, events, stores }: Order) => {
  const store = stores.events === undefined ? undefined : await openEventStoreDb(stores.events)
  return {
    readAll: (after: number) => store?.readAll(after) ?? readLog(join(folder, 'log'), after, events),
    close: async () => store?.close(),
  }
}

/** As a server does it whose stores are elsewhere. The number of events read. */
const buildElsewhere = async (store: DocumentStore, name: string, order: Order): Promise<number> => {
  const log = await logOf(order)
  let read = 0
  async function* readAll(after: number) {
    for await (const run of log.readAll(after)) {
      read += run.length
      yield run
    }
  }
  const names = projections.map((each) => each.name)
  await buildHere({ readAll }, store, projections)(name, names, () => undefined, new AbortController().signal)
  await log.close()
  return read
}

serve({
  /** All read models from the log, as a rebuild makes them; a server that starts then serves them. */
  build: async (order: Order): Promise<Built> => {
    const store = await documentsOf(order)
    const name = `bench-${Date.now().toString(36)}`
    const began = performance.now()
    const embedded = isEmbedded(order.stores)
    const count = await (embedded ? buildEmbedded : buildElsewhere)(store, name, order)
    const seconds = (performance.now() - began) / 1000
    await store.point(projections.map(collectionOf), name)
    await store.close()
    return embedded ? { events: order.events, written: count, seconds } : { events: count, written: 0, seconds }
  },
  /** The same log, only read and decoded, as a rebuild reads it. */
  read: async (order: Order): Promise<Built> => {
    const log = await logOf(order)
    const began = performance.now()
    let read = 0
    for await (const run of log.readAll(0)) read += run.length
    const seconds = (performance.now() - began) / 1000
    await log.close()
    if (isEmbedded(order.stores) && read !== order.events)
      throw new Error(`${read} events were read, ${order.events} were written`)
    return { events: read, written: 0, seconds }
  },
})
