// Starts the product as several processes behind one address, in place of `npm start`: for the conformance checks and the replay.
// EVENTSTORE_URL (else a double of its own), MONGODB_URL; PROCESSES is 1 or 3; PORT and the other settings as always. Where DATA_DIR is
// named, its server.json leads to that address.
// KILL_EVERY_MS: each process in turn is killed without a word and started again, the next one so long after it serves.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { readSettings } from '../../../src/settings.js'
import { EventStoreDouble } from '../eventstore-double/double.js'
import { externals, startCluster, type Cluster } from './cluster.js'

const { EVENTSTORE_URL, PROCESSES = '3', KILL_EVERY_MS, DATA_DIR, SESSION_SECRET, ADMIN_TOKEN } = process.env

const killInTurn = async (cluster: Cluster, everyMs: number, signal: AbortSignal): Promise<void> => {
  for (let kills = 0; ; kills++) {
    await pause(everyMs, undefined, { signal }).catch(() => undefined)
    if (signal.aborted) return
    const node = kills % cluster.members.size
    process.stderr.write(`kill ${kills + 1}: process ${node} of ${cluster.members.size}\n`)
    await cluster.kill(node)
    await cluster.start(node)
  }
}

const double = EVENTSTORE_URL === undefined ? await EventStoreDouble.start() : undefined
const eventStore = EVENTSTORE_URL ?? double!.url
const cluster = await startCluster({
  env: {
    EVENTSTORE_URL: eventStore,
    PORT: '0',
    ...(SESSION_SECRET !== undefined && { SESSION_SECRET }),
    ...(ADMIN_TOKEN !== undefined && { ADMIN_TOKEN }),
  },
  roles: PROCESSES === '1' ? ['all'] : ['api', 'api', 'projector'],
  port: readSettings({ ...externals('all', 0), ...process.env, EVENTSTORE_URL: eventStore }).PORT,
  hears: (piece) => process.stderr.write(piece.replace(/^listening on .*\n/m, '')),
})
if (DATA_DIR !== undefined)
  await writeFile(join(DATA_DIR, 'server.json'), JSON.stringify({ url: cluster.url, pid: process.pid }))
process.stdout.write(`listening on ${cluster.url}\n`)
const stop = new AbortController()
const killing = KILL_EVERY_MS === undefined ? undefined : killInTurn(cluster, Number(KILL_EVERY_MS), stop.signal)
const end = async (code: number): Promise<void> => {
  stop.abort()
  await killing?.catch(() => undefined)
  await cluster.close()
  await double?.stop()
  process.exit(code)
}
killing?.catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`)
  return end(1)
})
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void end(0))
