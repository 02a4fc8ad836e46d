import { startServer, type Server } from '../client/server.js'
import { Subprocess } from '../client/subprocess.js'
import type { Usage } from '../client/usage.js'
import type { Seen } from '../load/idle.js'
import type { Options, Row } from '../report/row.js'
import type { Crowd } from '../world/worlds.js'
import { crowd, upTo } from '../world/worlds.js'

const SOCKETS = 5_000
const ROOMS = 300
const KIB = 1024

/** 5,000 people, each in three of 300 rooms of 50. */
const village = (): Promise<Crowd> =>
  crowd(
    SOCKETS,
    upTo(ROOMS).map((room) =>
      upTo(SOCKETS).filter((person) => [0, 1, 2].some((turn) => (person * (turn + 1) + turn * 7) % ROOMS === room)),
    ),
  )

interface Held {
  readonly seen: Seen
  readonly rss: number
  readonly heap: number
}

/** Opens the sockets and says what each takes of the process that holds them, in bytes. */
const hold = async (url: string, order: object, usage: (collect: true) => Promise<Usage>): Promise<Held> => {
  const load = Subprocess.start('load/idle.ts')
  try {
    const before = await usage(true)
    const seen = await load.ask<Seen>('open', { url, ...order })
    const after = await usage(true)
    return { seen, rss: (after.rss - before.rss) / SOCKETS, heap: (after.heapUsed - before.heapUsed) / SOCKETS }
  } finally {
    await load.stop()
  }
}

const held = async (server: Server, people: Crowd['people'], atOnce: number): Promise<Held> =>
  hold(server.url, { tokens: people.map(({ token }) => token), atOnce }, server.usage)

const bareHeld = async (atOnce: number): Promise<Held> => {
  const bare = Subprocess.start('baseline/relay.ts')
  try {
    const { url } = await bare.ask<{ url: string }>('hold')
    const tokens = upTo(SOCKETS).map(String)
    return await hold(url, { tokens, atOnce }, (collect) => bare.ask<Usage>('usage', { collect }))
  } finally {
    await bare.stop()
  }
}

/** What 5,000 signed-in sockets take that say nothing. */
export const connections = async ({ progress }: Options): Promise<readonly Row[]> => {
  progress(`connections: ${SOCKETS} sockets`)
  const { folder, people } = await village()
  const server = await startServer({}, { folder })
  try {
    const ours = await held(server, people, 64)
    const bare = await bareHeld(64)
    return [
      {
        name: 'connections',
        unit: 'KiB each (RSS)',
        ours: ours.rss / KIB,
        baseline: bare.rss / KIB,
        baselineIs: 'bare ws',
        goals: [{ text: '≤ 16 KiB each', actual: ours.rss / KIB, atMost: 16 }],
        n: ours.seen.sockets,
        seconds: ours.seen.seconds,
        notes: {
          'heap KiB each': ours.heap / KIB,
          "baseline's heap KiB each": bare.heap / KIB,
          'opened per second': ours.seen.sockets / ours.seen.seconds,
          "baseline's": bare.seen.sockets / bare.seen.seconds,
        },
      },
    ]
  } finally {
    await server.stop()
  }
}

/** The same 5,000 all at once: how often their rooms are told who is online. */
export const presence = async ({ progress }: Options): Promise<readonly Row[]> => {
  progress(`presence: ${SOCKETS} sockets at once`)
  const { folder, people } = await village()
  const server = await startServer({}, { folder })
  try {
    const { seen } = await held(server, people, SOCKETS)
    const bare = await bareHeld(SOCKETS)
    return [
      {
        name: 'presence',
        unit: 'events 24 per room and second, at most',
        ours: seen.mostPerSecond,
        goals: [{ text: '≤ 1 per room and second', actual: seen.mostPerSecond, atMost: 1 }],
        n: seen.onlineFrames,
        seconds: seen.seconds,
        notes: {
          's until all are connected': seen.seconds,
          'bare ws': bare.seen.seconds,
        },
      },
    ]
  } finally {
    await server.stop()
  }
}
