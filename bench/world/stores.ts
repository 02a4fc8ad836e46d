import { join } from 'node:path'
import { MongoClient } from 'mongodb'
import { pour } from '../../src/admin/copy-log.js'
import { openEmbeddedEventStore } from '../../src/stores/embedded/event-store.js'
import { openEventStoreDb } from '../../src/stores/eventstoredb/event-store.js'

/** Where servers are measured; what is not named is embedded. */
export interface Stores {
  /** An `esdb://` address. */
  readonly events?: string | undefined
  /** A `mongodb://` address; of one world it names that world's own database. */
  readonly documents?: string | undefined
}

export const isEmbedded = ({ events, documents }: Stores): boolean => events === undefined && documents === undefined

/** As they may be shown: without names and passwords. */
export const shown = ({ events, documents }: Stores): string =>
  [events, documents].flatMap((address) => (address === undefined ? [] : new URL(address).host)).join(' and ')

const protocols = { esdb: 'events', mongodb: 'documents' } as const

/** @throws Error with a sentence */
export const storesOf = (text: string): Stores => {
  const stores: { events?: string; documents?: string } = {}
  for (const address of text.split(',')) {
    const [, protocol] = /^(esdb|mongodb):\/\//.exec(address) ?? []
    const kind = protocols[protocol as keyof typeof protocols] as 'events' | 'documents' | undefined
    if (!kind || !URL.canParse(address))
      throw new Error('It must be an esdb:// and a mongodb:// address, or one of them.')
    stores[kind] = address
  }
  return stores
}

const made = new Set<string>()

/** The same with a new database for one world, that `dropDatabases` takes away. */
export const forOneWorld = ({ events, documents }: Stores): Stores => {
  if (documents === undefined) return { events }
  const database = new URL(documents)
  database.pathname = `/annals-bench-${process.pid}-${made.size}`
  made.add(database.href)
  return { events, documents: database.href }
}

export const dropDatabases = async (): Promise<void> => {
  for (const address of made) {
    const client = await MongoClient.connect(address)
    await client.db().dropDatabase()
    await client.close()
  }
  made.clear()
}

/** What a server on them has to be told. */
export const settingsOf = ({ events, documents }: Stores): Readonly<Record<string, string>> => ({
  ...(events !== undefined && {
    EVENT_STORE: 'eventstoredb',
    EVENTSTORE_URL: events,
    SESSION_SECRET: 'bench',
    DATA_KEY: Buffer.alloc(32, 1).toString('base64'),
    ADMIN_TOKEN: 'bench',
  }),
  ...(documents !== undefined && { READ_STORE: 'mongodb', MONGODB_URL: documents }),
})

const onFatal = (error: Error): never => {
  throw error
}

/** Appends the log of a data folder to what EventStoreDB holds, in order. */
export const pourInto = async (events: string, folder: string): Promise<void> => {
  const source = await openEmbeddedEventStore(join(folder, 'log'), { onFatal })
  const target = await openEventStoreDb(events, { inOrder: true, answerMs: 20_000 })
  await pour({ source, target }, 0, await source.head(), () => undefined)
  await target.close()
  await source.close()
}
