import { startServer } from '../client/server.js'
import { Subprocess } from '../client/subprocess.js'
import type { Options, Row } from '../report/row.js'
import type { Stretch } from '../report/statistics.js'
import { inTurns, together } from '../report/statistics.js'
import { crowd, upTo } from '../world/worlds.js'

const ROOMS = 1_000
const P99_MS = 30
const ROUNDS = 3

/** The list of 1,000 rooms and what is unread in them, beside the same calls of somebody in one room. */
export const rooms = async ({ seconds, progress }: Options): Promise<readonly Row[]> => {
  progress(`rooms: a user in ${ROOMS} rooms`)
  const { folder, people } = await crowd(3, [[2, 0, 1], ...upTo(ROOMS - 1).map(() => [2, 0])], { messages: 3 })
  const server = await startServer({}, { folder })
  const own = upTo(4).map(() => Subprocess.start('load/calls.ts'))
  try {
    const calls = [{ path: '/room/list', body: { type: 3 } }, { path: '/room/unread' }]
    for (const [i, load] of own.entries()) {
      await load.ask('open', { url: server.url, token: people[i >> 1]?.token, calls: [calls[i & 1]], lanes: 1 })
      await load.ask('run', { ms: 700, lanes: 1 })
    }
    const rows: Row[] = []
    for (const [i, { path }] of calls.entries()) {
      const ms = (seconds * 1000) / 2 / ROUNDS / 2
      const run = (load: Subprocess | undefined) =>
        load?.ask<Stretch>('run', { ms, lanes: 1 }) ?? Promise.reject(new Error())
      const measured = await inTurns(
        ROUNDS,
        () => run(own[i]),
        () => run(own[i + 2]),
      )
      const [ours, baseline] = [together(measured.ours), together(measured.baseline)]
      rows.push({
        name: `rooms ${path}`,
        unit: `ms (p99) in ${ROOMS} rooms`,
        ours: ours.p99,
        baseline: baseline.p99,
        baselineIs: 'the same call of somebody in one room',
        goals: [{ text: `p99 ≤ ${P99_MS} ms`, actual: ours.p99, atMost: P99_MS }],
        n: ours.n,
        seconds: ours.seconds,
        notes: { 'p50 ms': ours.p50, "baseline's p50 ms": baseline.p50 },
      })
    }
    return rows
  } finally {
    await Promise.all([...own.map((load) => load.stop()), server.stop()])
  }
}
