import { MongoClient } from 'mongodb'
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

/** MongoDB sorts strings by their UTF-8; a stand-in may sort them by UTF-16, and then one check has to be left out. */
export async function sortsByUtf8(address: string): Promise<boolean> {
  const client = new MongoClient(address)
  const texts = client.db().collection<{ _id: string }>('texts')
  await texts.insertMany([{ _id: '\uffee' }, { _id: '🌍' }])
  const [first] = await texts.find({}, { sort: { _id: 1 } }).toArray()
  await client.close()
  await dropDatabase(address)
  return first?._id === '\uffee'
}

/** The same address behind a proxy. */
export function through({ port }: Pick<TcpProxy, 'port'>, address: string): string {
  const proxied = new URL(address)
  proxied.hostname = '127.0.0.1'
  proxied.port = String(port)
  return proxied.href
}
