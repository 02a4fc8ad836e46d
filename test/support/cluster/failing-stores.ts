import { registerAt, type Client } from '../product.js'
import type { SocketClient } from '../socket-client.js'
import { startProxy, type TcpProxy } from '../tcp-proxy.js'
import { newMobile, openServers, type Servers } from './servers.js'

const SETTINGS = { SMS_FIXED_CODE: '123456', RATE_LIMIT_BURST: '0', LOG_LEVEL: 'warn' }

/** A log and a database of one's own, each behind a proxy that can cut, hold and delay. */
export interface FailingStores {
  readonly proxies: Readonly<Record<'events' | 'documents', TcpProxy>>
  /** What a process of the product is told that reaches them through the proxies, and past them. */
  readonly env: Servers['env']
  readonly direct: Servers['env']
  heal(): void
  close(): Promise<void>
}

const proxied = async (address: string): Promise<readonly [TcpProxy, string]> => {
  const url = new URL(address)
  const proxy = await startProxy(Number(url.port || 27017), url.hostname)
  url.host = `127.0.0.1:${proxy.port}`
  return [proxy, url.href]
}

export const openFailingStores = async (): Promise<FailingStores> => {
  const servers = await openServers()
  const [events, EVENTSTORE_URL] = await proxied(servers.env.EVENTSTORE_URL)
  const [documents, MONGODB_URL] = await proxied(servers.env.MONGODB_URL)
  const heal = (): void => [events, documents].forEach((proxy) => proxy.heal())
  return {
    proxies: { events, documents },
    env: { ...SETTINGS, EVENTSTORE_URL, MONGODB_URL },
    direct: { ...SETTINGS, ...servers.env },
    heal,
    async close() {
      heal()
      await Promise.all([events.close(), documents.close()])
      await servers.close()
    },
  }
}

/** Somebody in a room of her own, with a socket. */
export const talk = async (url: string): Promise<{ alice: Client; room: string; ofAlice: SocketClient }> => {
  const alice = await registerAt(url, 'alice', newMobile())
  const room = (await alice.ok<{ id: string }>('/room/create', { roomName: 'talk', users: [] })).id
  return { alice, room, ofAlice: await alice.socket() }
}

interface Log {
  readonly logs: readonly { readonly msgType: number; readonly msg: { readonly content?: string } }[]
}

/** The texts in a room, the newest first. */
export const said = async (client: Client, room: string): Promise<readonly string[]> => {
  const { data, result } = await client.call<Log>('/room/chatLog', { id: room, number: 100 })
  return result === 0 ? data.logs.flatMap(({ msgType, msg }) => (msgType === 1 ? [msg.content ?? ''] : [])) : []
}
