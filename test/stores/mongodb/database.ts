import { MongoClient, MongoServerError } from 'mongodb'
import type { TcpProxy } from '../../support/tcp-proxy.js'

/** Where the server is that these checks speak with; none: they are not run. */
export const MONGODB_URL = process.env['MONGODB_URL']

/** An address of the same server that names an empty database of the test's own. */
export function addressOf(database: string, server = MONGODB_URL!): string {
  const address = new URL(server)
  address.pathname = database
  return address.href
}

export async function dropDatabase(address: string): Promise<void> {
  const client = new MongoClient(address)
  await client.db().dropDatabase()
  await client.close()
}

/** MongoDB has views; FerretDB says that it does not implement them. */
export async function hasViews(address: string): Promise<boolean> {
  const client = new MongoClient(address)
  try {
    await client.db().createCollection('probe', { viewOn: 'nothing', pipeline: [] })
    return true
  } catch (error) {
    if (error instanceof MongoServerError && error.codeName === 'NotImplemented') return false
    throw error
  } finally {
    await client.close()
    await dropDatabase(address)
  }
}

/** The same address behind a proxy. */
export function through({ port }: Pick<TcpProxy, 'port'>, address: string): string {
  const proxied = new URL(address)
  proxied.hostname = '127.0.0.1'
  proxied.port = String(port)
  return proxied.href
}
