import { startServer } from '../client/server.js'
import { Subprocess } from '../client/subprocess.js'
import type { Call } from '../load/calls.js'
import type { Options, Row } from '../report/row.js'
import { share } from '../report/row.js'
import type { Stretch } from '../report/statistics.js'
import { inTurns, percentiles, together } from '../report/statistics.js'
import { isEmbedded, settingsOf, type Stores } from '../world/stores.js'
import { builtLog } from '../world/built-log.js'

const PAGE = 50
const PER_SECOND = 1_000
const P99_MS = 15
const ROUNDS = 3

const baselineOf = ({ documents }: Stores): { readonly file: string; readonly is: string } =>
  documents === undefined
    ? { file: 'baseline/range-reads.ts', is: 'one lmdb range read of as many documents, in process' }
    : { file: 'baseline/range-reads-mongodb.ts', is: 'one find of the driver for as many documents' }

/** Pages of 50 at random places of a long log: at a steady rate, then as fast as it goes. */
export const history = async (options: Options): Promise<readonly Row[]> => {
  const { seconds, messages, progress } = options
  const { log, stores } = await builtLog(messages, options)
  progress(`history: pages of ${PAGE} in ${log.messages} messages`)
  const server = await startServer(settingsOf(stores), { folder: log.folder })
  const [readers, bare] = [Subprocess.start('load/calls.ts'), Subprocess.start(baselineOf(stores).file)]
  try {
    const calls = log.places.map(({ room, logId }): Call => ({
      path: '/room/chatLog',
      body: { id: room, startId: logId, number: PAGE },
    }))
    const keys = log.places.map(({ key }) => key)
    await bare.ask('open', { folder: log.folder, address: stores.documents })
    await readers.ask('open', { url: server.url, token: log.reader.token, calls, lanes: 64 })
    await readers.ask('run', { ms: 1_500, lanes: 8 })
    const steady = await readers.ask<Stretch>('run', { ms: (seconds * 1000) / 3, lanes: 64, perSecond: PER_SECOND })
    const ms = (seconds * 1000) / 3 / ROUNDS
    const measured = await inTurns(
      ROUNDS,
      () => readers.ask<Stretch & { bytes: number }>('run', { ms, lanes: 8 }),
      () => bare.ask<Stretch>('run', { ms, keys, number: PAGE }),
    )
    const [ours, baseline] = [together(measured.ours), together(measured.baseline)]
    const { p50, p99 } = percentiles(steady.latencies)
    return [
      {
        name: 'history',
        unit: 'pages/s',
        ours: ours.perSecond,
        baseline: baseline.perSecond,
        baselineIs: baselineOf(stores).is,
        goals: isEmbedded(stores)
          ? [
              { text: `p99 ≤ ${P99_MS} ms at ${PER_SECOND} pages/s`, actual: p99, atMost: P99_MS },
              share(ours.perSecond, baseline.perSecond, 50),
            ]
          : [],
        n: ours.n,
        seconds: ours.seconds,
        notes: {
          'pages/s at the steady rate': (steady.n / steady.ms) * 1000,
          'p50 ms': p50,
          'p99 ms': p99,
          messages: log.messages,
          'KiB a page': (measured.ours[0]?.bytes ?? 0) / 1024,
        },
      },
    ]
  } finally {
    await Promise.all([readers.stop(), bare.stop(), server.stop()])
  }
}
