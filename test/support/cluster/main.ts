// Starts the product as several processes behind one address, in place of `npm start`: for the conformance checks and the replay.
// EVENTSTORE_URL (else a double of its own), MONGODB_URL; PROCESSES is 1 or 3; PORT and the other settings as always.
import { EventStoreDouble } from '../eventstore-double/double.js'
import { startCluster } from './cluster.js'

const { EVENTSTORE_URL, PORT = '0', PROCESSES = '3' } = process.env
const double = EVENTSTORE_URL === undefined ? await EventStoreDouble.start() : undefined
const cluster = await startCluster({
  env: { EVENTSTORE_URL: EVENTSTORE_URL ?? double!.url, PORT: '0' },
  roles: PROCESSES === '1' ? ['all'] : ['api', 'api', 'projector'],
  port: Number(PORT),
})
process.stdout.write(`listening on ${cluster.url}\n`)
for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.once(signal, () => void cluster.close().then(async () => (await double?.stop(), process.exit(0))))
