import { startServer, type Server } from '../client/server.js'
import { Subprocess } from '../client/subprocess.js'
import type { Gathering } from '../load/fanout.js'
import type { Options, Row } from '../report/row.js'
import { share } from '../report/row.js'
import type { Stretch } from '../report/statistics.js'
import { inTurns, together } from '../report/statistics.js'
import { isEmbedded } from '../world/stores.js'
import { crowd, lobby, upTo } from '../world/worlds.js'

const SOCKETS = 1_000
const WINDOW = 8
const ROUNDS = 3

type Copies = Stretch & { readonly bytes: number }

/** One speaker, everybody listening, beside the bare `ws.send` to as many sockets. */
const spread = async (name: string, server: Server, seats: Gathering, { seconds, stores }: Options): Promise<Row> => {
  const plain = Subprocess.start('baseline/relay.ts')
  const [talk, plainTalk] = [Subprocess.start('load/fanout.ts'), Subprocess.start('load/fanout.ts')]
  try {
    await talk.ask('open', { ...seats, url: server.url })
    if (seats.channelType === 1) await talk.ask('enter', seats)
    const ms = (seconds * 1000) / 2 / ROUNDS
    const run = (each: Subprocess) => each.ask<Copies>('run', { ms, window: WINDOW })
    const { bytes } = await run(talk)
    const { url } = await plain.ask<{ url: string }>('fanout', { bytes })
    await plainTalk.ask('open', { ...seats, url })
    const measured = await inTurns(
      ROUNDS,
      () => run(talk),
      () => run(plainTalk),
    )
    const [ours, baseline] = [together(measured.ours), together(measured.baseline)]
    const sockets = seats.tokens.length + seats.visitors
    return {
      name,
      unit: 'deliveries/s',
      ours: ours.perSecond,
      baseline: baseline.perSecond,
      baselineIs: `ws.send of one Buffer to ${sockets.toLocaleString('en-US')} sockets`,
      goals: isEmbedded(stores) ? [share(ours.perSecond, baseline.perSecond, 100)] : [],
      n: ours.n,
      seconds: ours.seconds,
      notes: { 'bytes of a frame': bytes },
    }
  } finally {
    await Promise.all([talk.stop(), plainTalk.stop(), plain.stop(), server.stop()])
  }
}

/** One room. */
export const fanout = async (options: Options): Promise<readonly Row[]> => {
  options.progress(`fanout: ${SOCKETS} sockets`)
  const { folder, settings, people, rooms } = await crowd(SOCKETS, [upTo(SOCKETS)], { stores: options.stores })
  const tokens = people.map(({ token }) => token)
  const seats: Gathering = { tokens, visitors: 0, channelType: 2, target: rooms[0]?.id ?? '' }
  return [await spread('fanout', await startServer(settings, { folder }), seats, options)]
}

/** One chat room, in which a member speaks to visitors. */
export const chatRoom = async (options: Options): Promise<readonly Row[]> => {
  options.progress(`chat-room: ${SOCKETS} visitors`)
  const { folder, speaker, group } = await lobby()
  const seats: Gathering = { tokens: [speaker.token], visitors: SOCKETS, channelType: 1, target: group }
  return [await spread('chat-room', await startServer({}, { folder }), seats, options)]
}
