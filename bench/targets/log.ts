import { temporaryFolder } from '../client/folders.js'
import { Subprocess } from '../client/subprocess.js'
import type { Appended } from '../load/appends.js'
import type { Options, Row } from '../report/row.js'
import { share } from '../report/row.js'
import type { Stretch } from '../report/statistics.js'
import { together } from '../report/statistics.js'

const IN_FLIGHT = [1, 64, 1_024]
const ROUNDS = 3

/** Appends of one event each, so many in flight, beside the same bytes written bare with as many flushes. */
const appends = async (inFlight: number, { seconds, progress }: Options): Promise<Row> => {
  progress(`log: ${inFlight} in flight`)
  const folder = await temporaryFolder()
  const writer = Subprocess.start('load/appends.ts')
  try {
    const ms = (seconds * 1000) / 2 / ROUNDS / IN_FLIGHT.length
    const ours: Appended[] = []
    const bare: Stretch[] = []
    await writer.ask('ours', { folder, inFlight, ms: 500 })
    for (let round = 0; round < ROUNDS; round++) {
      const run = await writer.ask<Appended>('ours', { folder, inFlight, ms })
      ours.push(run)
      const order = { folder, perFlush: run.n / run.flushes, bytes: run.bytes / run.flushes, ms }
      bare.push(await writer.ask<Stretch>('bare', order))
    }
    const [own, baseline] = [together(ours), together(bare)]
    const flushes = ours.reduce((sum, run) => sum + run.flushes, 0)
    return {
      name: `log ${inFlight}`,
      unit: 'appends/s',
      ours: own.perSecond,
      baseline: baseline.perSecond,
      baselineIs: 'write + fdatasync of the same bytes per batch',
      goals: [share(own.perSecond, baseline.perSecond, 60)],
      n: own.n,
      seconds: own.seconds,
      notes: { 'p50 ms': own.p50, 'p99 ms': own.p99, 'appends per flush': own.n / flushes },
    }
  } finally {
    await writer.stop()
  }
}

export const log = async (options: Options): Promise<readonly Row[]> => {
  const rows: Row[] = []
  for (const inFlight of IN_FLIGHT) rows.push(await appends(inFlight, options))
  return rows
}
