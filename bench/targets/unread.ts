import { startServer } from '../client/server.js'
import { Subprocess } from '../client/subprocess.js'
import type { Options, Row } from '../report/row.js'
import type { Stretch } from '../report/statistics.js'
import { inTurns, together } from '../report/statistics.js'
import type { LongLog } from '../world/worlds.js'
import { builtLog } from '../world/built-log.js'

const FEW = 10_000
const RATIO = 1.2
const ROUNDS = 5

const ready = async ({ folder, reader }: LongLog) => {
  const server = await startServer({}, { folder })
  const calls = Subprocess.start('load/calls.ts')
  await calls.ask('open', { url: server.url, token: reader.token, calls: [{ path: '/room/unread' }], lanes: 1 })
  await calls.ask('run', { ms: 1_000, lanes: 1 })
  return {
    run: (ms: number) => calls.ask<Stretch>('run', { ms, lanes: 1 }),
    stop: async () => {
      await calls.stop()
      await server.stop()
    },
  }
}

/** What a user in 500 rooms has not read: does it take longer where there are more messages? */
export const unread = async (options: Options): Promise<readonly Row[]> => {
  const { seconds, messages, progress } = options
  const [few, many] = [await builtLog(FEW, options), await builtLog(messages, options)]
  progress(`unread: a user in 500 rooms, ${FEW} and ${messages} messages`)
  const [small, large] = [await ready(few.log), await ready(many.log)]
  try {
    const ms = (seconds * 1000) / 2 / ROUNDS
    const measured = await inTurns(
      ROUNDS,
      () => large.run(ms),
      () => small.run(ms),
    )
    const [ours, baseline] = [together(measured.ours), together(measured.baseline)]
    return [
      {
        name: 'unread',
        unit: `ms (p50) at ${messages} messages`,
        ours: ours.p50,
        baseline: baseline.p50,
        baselineIs: `itself at ${FEW} messages`,
        goals: [{ text: `≤ ${RATIO} of the time`, actual: ours.p50 / baseline.p50, atMost: RATIO }],
        n: ours.n,
        seconds: ours.seconds,
        notes: { 'p99 ms': ours.p99, "baseline's p99 ms": baseline.p99 },
      },
    ]
  } finally {
    await Promise.all([small.stop(), large.stop()])
  }
}
