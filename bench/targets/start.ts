import { startServer } from '../client/server.js'
import type { Options, Row } from '../report/row.js'
import { builtLog } from '../world/built-log.js'

const SECONDS = 2
const ROUNDS = 3
const MIB = 1024 * 1024

/** From the start of the process to `listening`, on a long log whose read models are there. */
export const start = async (options: Options): Promise<readonly Row[]> => {
  const { messages, progress } = options
  const { log } = await builtLog(messages, options)
  progress(`start: on ${log.events} events`)
  const times: number[] = []
  let memory = { rss: 0, heapUsed: 0 }
  for (let round = 0; round < ROUNDS; round++) {
    const server = await startServer({}, { folder: log.folder })
    times.push(server.startedIn / 1000)
    memory = await server.usage()
    await server.stop()
  }
  const best = Math.min(...times)
  return [
    {
      name: 'start',
      unit: 's, the best of three',
      ours: best,
      goals: [{ text: `≤ ${SECONDS} s`, actual: best, atMost: SECONDS }],
      n: log.events,
      seconds: times.reduce((sum, time) => sum + time, 0),
      notes: {
        'each s': times.map((time) => time.toFixed(2)).join(', '),
        'RSS MiB': memory.rss / MIB,
        'heap MiB': memory.heapUsed / MIB,
      },
    },
  ]
}
