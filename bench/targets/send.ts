import { temporaryFolder } from '../client/folders.js'
import { startServer } from '../client/server.js'
import { Subprocess } from '../client/subprocess.js'
import type { Usage } from '../client/usage.js'
import type { Seat } from '../load/send.js'
import type { Options, Row } from '../report/row.js'
import { share } from '../report/row.js'
import type { Stretch } from '../report/statistics.js'
import { inTurns, together, withCpu } from '../report/statistics.js'
import { isEmbedded } from '../world/stores.js'
import { crowd, upTo } from '../world/worlds.js'

const ROUNDS = 3
const WARM_UP_MS = 1_500
const PER_SECOND = 10_000
const P99_MS = 50

/** How often the server has appended to its log since its start. */
const appendsOf = async (url: string): Promise<number> =>
  Number(/^annals_append_seconds_count (\d+)/m.exec(await (await fetch(`${url}/metrics`)).text())?.[1])

/** 100-byte texts in rooms of two, each sender waiting for his own copy. */
const sendWith = async (sockets: number, { seconds, stores, progress }: Options): Promise<Row> => {
  progress(`send: ${sockets} sockets`)
  const { folder, settings, people, rooms } = await crowd(
    sockets,
    upTo(sockets / 2).map((pair) => [2 * pair, 2 * pair + 1]),
    { stores },
  )
  const seats = people.map(({ token }, index): Seat => ({ token, room: rooms[index >> 1]?.id ?? '' }))
  const server = await startServer(settings, { folder })
  const relay = Subprocess.start('baseline/relay.ts')
  const [talk, plainTalk] = [Subprocess.start('load/send.ts'), Subprocess.start('load/send.ts')]
  try {
    const { url } = await relay.ask<{ url: string }>('relay', { folder: await temporaryFolder() })
    await talk.ask('open', { url: server.url, seats })
    await plainTalk.ask('open', { url, seats: seats.map(({ room }) => ({ token: room, room })) })
    const ms = (seconds * 1000) / 2 / ROUNDS
    for (const each of [talk, plainTalk]) await each.ask('run', { ms: WARM_UP_MS })
    const before = await appendsOf(server.url)
    const measured = await inTurns(
      ROUNDS,
      () => withCpu(server.usage, () => talk.ask<Stretch>('run', { ms })),
      () =>
        withCpu(
          () => relay.ask<Usage>('usage', { collect: false }),
          () => plainTalk.ask<Stretch>('run', { ms }),
        ),
    )
    const appends = (await appendsOf(server.url)) - before
    const [ours, baseline] = [together(measured.ours), together(measured.baseline)]
    return {
      name: `send ${sockets}`,
      unit: 'messages/s',
      ours: ours.perSecond,
      baseline: baseline.perSecond,
      baselineIs: 'bare ws relay, one fdatasync per batch',
      goals: isEmbedded(stores)
        ? [
            share(ours.perSecond, baseline.perSecond, 40),
            { text: '≥ 10,000/s on two free cores', actual: ours.perSecond, atLeast: PER_SECOND },
            { text: 'p99 ≤ 50 ms', actual: ours.p99, atMost: P99_MS },
          ]
        : [],
      n: ours.n,
      seconds: ours.seconds,
      notes: {
        'p50 ms': ours.p50,
        'p99 ms': ours.p99,
        "baseline's p99 ms": baseline.p99,
        'appends a message': appends / ours.n,
        'µs of processor per message': `${ours.cpuEach.toFixed(0)}, baseline ${baseline.cpuEach.toFixed(0)}`,
      },
    }
  } finally {
    await Promise.all([talk.stop(), plainTalk.stop(), relay.stop(), server.stop()])
  }
}

export const send = async (options: Options): Promise<readonly Row[]> => [
  await sendWith(512, options),
  await sendWith(64, options),
]
