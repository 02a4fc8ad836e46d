import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Server } from '../../bench/client/server.js'
import { startServer } from '../../bench/client/server.js'
import { randomOf } from '../support/random.js'
import { differencesFromReplay, documentsIn, eventsIn } from '../support/replay.js'
import { unsoundIn } from '../support/sound-log.js'
import { sendBodies } from './calls.js'
import { ADMIN_TOKEN, PASSWORD } from './people.js'
import { readAll } from './reading.js'
import { sendFrames } from './talk.js'
import type { People } from './world.js'
import { gather, settle } from './world.js'

const SEED = Number(process.env['SEED'] ?? Date.now() % 1_000_000)
const BODIES = Number(process.env['BODIES'] ?? 5_000)
const FRAMES = Number(process.env['FRAMES'] ?? 2_000)
const ROUND = 500
const ROUNDS = Math.ceil(BODIES / ROUND)
/** Those who have no session are turned away at once: this share of the bodies is theirs. */
const TURNED_AWAY = 0.1
/** Bytes that the server may hold more at the end than after the first fifth: what folded states may weigh. */
const MOST_GROWTH = 256 * 1024 * 1024
const SHOWN = 20

let folder: string
let server: Server
let people: People
const log: string[] = []
const findings: string[] = []
const codes = new Map<number, number>()
const note = (sentence: string): void => {
  if (findings.push(sentence) <= SHOWN) console.log(sentence)
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'annals-hostile-'))
  const env = { ADMIN_TOKEN, MAX_ROOM_MEMBERS: '20', LOG_LEVEL: 'trace' }
  server = await startServer(env, { folder, onLine: (line) => log.push(line) })
  people = await gather(server)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** One lane per person, all at once; each has its own numbers, so that a seed says what is sent. */
const playRound = async (round: number): Promise<void> => {
  const known = await settle(server, people)
  const lanes = Object.values(people).map((person, index) => {
    const seed = 2 * (SEED + 1_000 * round + index)
    return { server, person, seed, random: randomOf(seed), known, codes, note }
  })
  const live = lanes.filter(({ person }) => person.standing === 'live')
  const away = lanes.filter((lane) => !live.includes(lane))
  const talkers = lanes.filter(({ person }) => person.standing === 'live' || person.standing === 'visitor')
  const share = (number: number, those: typeof lanes): number => Math.ceil(number / those.length)
  await Promise.all([
    ...live.map((lane) => sendBodies(lane, share(ROUND * (1 - TURNED_AWAY), live))),
    ...away.map((lane) => sendBodies(lane, share(ROUND * TURNED_AWAY, away))),
    ...talkers.map((lane) => sendFrames({ ...lane, random: randomOf(lane.seed ^ 1) }, share(FRAMES / ROUNDS, talkers))),
  ])
}

const metrics = async (): Promise<string> => (await fetch(`${server.url}/metrics`)).text()

interface Line {
  readonly level: number
  readonly msg: string
}
const WARNING = 40
/** What it logged, but for the codes that the sender for development tells. */
const logged = (): Line[] =>
  log
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Line)
    .filter(({ msg }) => msg !== 'code for a phone')

/** Whose number, password, token or cookie stands in a text. */
const toldIn = (text: string): string[] =>
  Object.values(people)
    .filter(({ standing }) => standing !== 'visitor')
    .filter(({ mobile, token, cookie }) =>
      [mobile, PASSWORD, token, cookie.split(';')[0] ?? ''].some((secret) => text.includes(secret)),
    )
    .map(({ name }) => name)

describe(`${BODIES} bodies and ${FRAMES} frames from seed ${SEED}`, { timeout: 0 }, () => {
  let warm = 0
  test('are answered as the specification says, each with a code of its table', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      await playRound(round)
      if (round === Math.floor(ROUNDS / 5)) warm = (await server.usage(true)).rss
      if (round % 20 === 19) console.log(`${(round + 1) * ROUND} bodies, ${findings.length} findings`)
    }
    const counts = [...codes].sort(([one], [other]) => other - one).map(([code, count]) => `${code}: ${count}`)
    console.log(`SEED=${SEED}, codes ${counts.join(', ')}`)
    expect(findings).toEqual([])
    // as many as there must be, or the world of the test has gone
    expect(codes.get(0)).toBeGreaterThan(BODIES / 10)
  })

  test('leave a server that knows everybody, reads everything, and has logged no error', async () => {
    for (const person of Object.values(people)) if (person.standing === 'live') await readAll(server, person)
    expect(await metrics()).toMatch(/^annals_parked_events 0$/m)
    expect(logged().filter(({ level }) => level >= WARNING)).toEqual([])
  })

  test('leave no number, password, token or cookie in logs and metrics', async () => {
    expect(toldIn(JSON.stringify(logged()))).toEqual([])
    expect(toldIn(await metrics())).toEqual([])
  })

  test('take no memory that grows', async () => {
    const { rss } = await server.usage(true)
    console.log(`rss ${Math.round(warm / 2 ** 20)} MiB after a fifth, ${Math.round(rss / 2 ** 20)} MiB at the end`)
    expect(rss - warm).toBeLessThan(MOST_GROWTH)
  })

  test('append nothing that is invalid, and read models that a replay makes anew', async () => {
    await server.stop()
    const events = await eventsIn(folder)
    console.log(`${events.length} events`)
    expect.soft(unsoundIn(events)).toEqual([])
    expect.soft(toldIn(JSON.stringify(events))).toEqual([])
    expect.soft(await differencesFromReplay(await documentsIn(folder), events)).toEqual([])
  })
})
