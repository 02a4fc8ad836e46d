import { randomInt } from 'node:crypto'
import { MongoClient } from 'mongodb'
import { EventStoreDouble } from '../eventstore-double/double.js'

/** The servers that these checks run on: MongoDB has to be named, EventStoreDB is the double where none is. */
export const MONGODB_URL = process.env['MONGODB_URL']
export const { EVENTSTORE_URL } = process.env

export interface Servers {
  /** What processes of the product are told of them. */
  readonly env: Readonly<Record<'EVENTSTORE_URL' | 'MONGODB_URL', string>>
  close(): Promise<void>
}

let mobiles = 13_000_000_000 + randomInt(900_000_000)
/** A number of nobody's: a real EventStoreDB keeps what earlier runs have written. */
export const newMobile = (): string => String(++mobiles)

let databases = 0

/** A log and a database of one's own. A real EventStoreDB has one log for all: it is one's own where nobody else uses it. */
export const openServers = async (): Promise<Servers> => {
  const address = new URL(MONGODB_URL!)
  address.pathname = `annals_cluster_${process.pid}_${++databases}`
  const double = EVENTSTORE_URL === undefined ? await EventStoreDouble.start() : undefined
  return {
    env: { EVENTSTORE_URL: EVENTSTORE_URL ?? double!.url, MONGODB_URL: address.href },
    async close() {
      await double?.stop()
      const client = new MongoClient(address.href)
      await client.db().dropDatabase()
      await client.close()
    },
  }
}
