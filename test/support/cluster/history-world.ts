import { randomUUID } from 'node:crypto'
import { openEventStoreDb } from '../../../src/stores/eventstoredb/event-store.js'
import { hangUp, open, populate, post, type Headers, type HistoryWorld, type Reply } from '../history-world.js'
import { DATA_KEY, startCluster, type Role } from './cluster.js'
import { openServers } from './servers.js'

/** So long a frame may take from another process. */
const PATIENCE_MS = 20_000
/** What a delivery to a socket has moved is seen by other processes up to a minute later (`product.md 3`, Unread counts). */
const OF_DELIVERIES = new Set(['/room/unread', '/friend/unread'])

const UNAVAILABLE = -1000

/** What could not be had in time (G5) is asked again under the same Idempotency-Key. */
const answered = async (url: () => string, headers: Headers, body: object): Promise<Reply> => {
  const keyed = { ...headers, 'Idempotency-Key': randomUUID() }
  for (const end = performance.now() + PATIENCE_MS; ;) {
    const reply = await post(url(), keyed, body)
    if (reply.result !== UNAVAILABLE || performance.now() > end) return reply
  }
}

/**
 * As `openHistoryWorld`, on processes with these roles. Everybody's sockets, and questions for what they have moved, keep to one process;
 * all other calls go to each in turn.
 */
export const openClusterWorld = async (
  names: readonly string[],
  roles: readonly Role[],
  env: Readonly<Record<string, string>>,
): Promise<HistoryWorld> => {
  const servers = await openServers()
  const log = await openEventStoreDb(servers.env.EVENTSTORE_URL)
  const [someone, ...people] = await populate(log, Buffer.from(DATA_KEY, 'base64'), ['someone', ...names])
  await log.close()
  const fixed = { LOG_LEVEL: 'error', SMS_FIXED_CODE: '123456', RATE_LIMIT_BURST: '0' }
  const cluster = await startCluster({ env: { ...servers.env, ...fixed, ...env }, roles })
  const urls = roles.flatMap((role, node) => (role === 'projector' ? [] : [cluster.members.get(node)!.url]))
  let turn = 0
  const next = (): string => urls[turn++ % urls.length]!
  /** By token or cookie. */
  const homes = new Map<string | undefined, string>()
  for (const { phone, pc } of people) {
    const home = next()
    for (const each of [phone, pc]) homes.set(each['FZM-AUTH-TOKEN'], home)
  }
  const homeOf = (headers: Headers): string => homes.get(headers['FZM-AUTH-TOKEN'] ?? headers['cookie'])!
  let levels = 0
  return {
    people,
    async post(headers, path, body) {
      const reply = await answered(() => (OF_DELIVERIES.has(path) ? homeOf(headers) : next()) + path, headers, body)
      if (reply.cookie !== undefined) homes.set(reply.cookie, homeOf(headers))
      return reply
    },
    open: (headers) => open(`${homeOf(headers).replace('http', 'ws')}/ws`, headers, PATIENCE_MS),
    // who has written something reads it everywhere (G5), and with it all that was written before
    async level() {
      if (urls.length === 1) return
      await answered(() => `${urls[0]!}/user/editNickname`, someone!.phone, { nickname: `level ${++levels}` })
      await Promise.all(urls.map((url) => answered(() => `${url}/user/userInfo`, someone!.phone, {})))
    },
    async close() {
      await cluster.close()
      await servers.close()
      hangUp()
    },
  }
}
