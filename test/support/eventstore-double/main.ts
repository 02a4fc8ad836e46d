// The double as a process of its own, until it is ended; its first line is its address.
import { EventStoreDouble } from './double.js'

const double = await EventStoreDouble.start()
process.stdout.write(`${double.url}\n`)
for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.on(signal, () => void double.stop().then(() => process.exit(0)))
