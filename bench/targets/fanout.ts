import { startServer } from '../client/server.js'
import { Subprocess } from '../client/subprocess.js'
import type { Options, Row } from '../report/row.js'
import { share } from '../report/row.js'
import type { Stretch } from '../report/statistics.js'
import { inTurns, together } from '../report/statistics.js'
import { crowd, upTo } from '../world/worlds.js'

const SOCKETS = 1_000
const WINDOW = 8
const ROUNDS = 3

type Copies = Stretch & { readonly bytes: number }

/** One room, one speaker, everybody listening. */
export const fanout = async ({ seconds, progress }: Options): Promise<readonly Row[]> => {
  progress(`fanout: ${SOCKETS} sockets`)
  const { folder, people, rooms } = await crowd(SOCKETS, [upTo(SOCKETS)])
  const server = await startServer({}, { folder })
  const plain = Subprocess.start('baseline/relay.ts')
  const [crowdTalk, plainTalk] = [Subprocess.start('load/fanout.ts'), Subprocess.start('load/fanout.ts')]
  try {
    const seats = { tokens: people.map(({ token }) => token), room: rooms[0]?.id ?? '' }
    await crowdTalk.ask('open', { ...seats, url: server.url })
    const ms = (seconds * 1000) / 2 / ROUNDS
    const run = (talk: Subprocess) => talk.ask<Copies>('run', { ms, window: WINDOW })
    const { bytes } = await run(crowdTalk)
    const { url } = await plain.ask<{ url: string }>('fanout', { bytes })
    await plainTalk.ask('open', { ...seats, url })
    const measured = await inTurns(
      ROUNDS,
      () => run(crowdTalk),
      () => run(plainTalk),
    )
    const [ours, baseline] = [together(measured.ours), together(measured.baseline)]
    return [
      {
        name: 'fanout',
        unit: 'deliveries/s',
        ours: ours.perSecond,
        baseline: baseline.perSecond,
        baselineIs: 'ws.send of one Buffer to 1,000 sockets',
        goals: [share(ours.perSecond, baseline.perSecond, 100)],
        n: ours.n,
        seconds: ours.seconds,
        notes: { 'bytes of a frame': bytes },
      },
    ]
  } finally {
    await Promise.all([crowdTalk.stop(), plainTalk.stop(), plain.stop(), server.stop()])
  }
}
