import { SingleBar } from 'cli-progress'
import { Command, InvalidArgumentError } from 'commander'
import { startServer } from './client/server.js'
import { check } from './replay/checks.js'
import { Crowd } from './replay/crowd.js'
import { play, type Stage } from './replay/play.js'
import { readScript, type Script } from './replay/script.js'
import {
  NotFit,
  PASSWORD,
  eachOf,
  makeRoom,
  mustHaveNoRateLimit,
  register,
  worldOf,
  type Person,
  type World,
} from './replay/world.js'

interface Options {
  readonly url?: string
  readonly limit: number
  readonly online: number
}

const whole = (least: number, most: number) => (text: string) => {
  const value = Number(text)
  if (!Number.isInteger(value) || value < least || value > most)
    throw new InvalidArgumentError(`must be a whole number from ${least} to ${most}.`)
  return value
}

const REGISTRATIONS_AT_ONCE = 4
const SOCKETS_AT_ONCE = 32
/** Spreads who is online evenly over the people. */
const STEP = 37

const tell = (sentence: string): void => void process.stderr.write(`${sentence}\n`)

/** A bar on stderr with rate and remaining time; `work` is given what moves it. */
const shown = async <T>(what: string, total: number, work: (move: (to: number) => void) => Promise<T>): Promise<T> => {
  const begun = Date.now()
  const format = `${what.padEnd(12)} {bar} {value}/{total}  {rate}/s  {eta_formatted} left`
  const bar = new SingleBar({
    format,
    stream: process.stderr,
    noTTYOutput: true,
    notTTYSchedule: 10_000,
    etaBuffer: 500,
  })
  bar.start(total, 0, { rate: 0 })
  try {
    return await work((to) => bar.update(to, { rate: Math.round((to * 1_000) / Math.max(1, Date.now() - begun)) }))
  } finally {
    bar.stop()
  }
}

interface Cast {
  readonly world: World
  readonly script: Script
  readonly host: Person
  readonly online: number
  readonly crowd: Crowd
}

const gather = async ({ world, script, host, online, crowd }: Cast): Promise<Stage> => {
  let registered = 0
  const people = await shown('registering', script.names.length, (move) =>
    eachOf(script.names, REGISTRATIONS_AT_ONCE, async (name, index) => {
      const person = await register(world, index + 1, name)
      move((registered += 1))
      return person
    }),
  )
  const initial = script.initial.map((who) => people[who] as Person)
  const roomId = await makeRoom(world, host, initial, script.names.length + 1)
  const isOnline = (who: number): boolean => (who * STEP) % 100 < online
  const seated = script.initial.filter(isOnline)
  let opened = 0
  await shown('connecting', seated.length, (move) =>
    eachOf(seated, SOCKETS_AT_ONCE, async (who) => {
      await crowd.open(who, people[who]?.token ?? '')
      move((opened += 1))
    }),
  )
  return { world, crowd, people, roomId, isOnline }
}

/** Plays the script against a server and holds what it then has against the replay's own account; the exit code. */
const replay = async (url: string, script: Script, online: number): Promise<number> => {
  const world = worldOf(url)
  const crowd = new Crowd(world.url)
  const host = await register(world, 0, 'replay')
  await mustHaveNoRateLimit(world, host, (roomId, texts) =>
    crowd.say({
      who: -1,
      token: host.token,
      roomId,
      messages: texts.map((text, index) => ({ msgId: `probe-${index}`, text })),
    }),
  )
  const stage = await gather({ world, script, host, online, crowd })
  const begun = Date.now()
  const account = await shown('playing', script.steps.length, (move) => play(stage, script, move))
  const seconds = (Date.now() - begun) / 1_000
  const { checks, unreadChecked } = await check(stage, { script, account, host }, tell)
  const { deliveries, broken } = await crowd.count()
  await crowd.end()
  if (script.unsaid > 0) tell(`${script.unsaid} messages of people who had left were not sent`)
  const messages = account.said.length
  const result = {
    lines: script.lines,
    users: script.names.length,
    members: script.members.size,
    messages,
    deliveries,
    brokenSockets: broken,
    unreadChecked,
    seconds: Math.round(seconds * 10) / 10,
    messagesPerSecond: Math.round(messages / seconds),
    checks,
    roomId: stage.roomId,
    mobile: host.mobile,
    password: PASSWORD,
  }
  process.stdout.write(`${JSON.stringify(result)}\n`)
  return Object.values(checks).every(Boolean) ? 0 : 1
}

const failed = (error: unknown): number => {
  tell(error instanceof Error ? error.message : String(error))
  return error instanceof NotFit ? 2 : 1
}

const run = async (file: string, { url, limit, online }: Options): Promise<void> => {
  const script = await readScript(file, limit)
  const server = url === undefined ? await startServer() : { url, stop: () => Promise.resolve() }
  const outcome = await replay(server.url, script, online).catch(failed)
  await server.stop()
  process.exit(outcome)
}

await new Command('replay')
  .description('Plays real chat through the public API and sockets, then checks the server against its own recount.')
  .argument('<file>', 'lines of JSON, plain or gzip: {"type","nick","text"|"to"}')
  .option('--url <url>', 'a running server, instead of one of its own on a temporary folder')
  .option('--limit <lines>', 'only the first so many lines', whole(1, 1e9), Infinity)
  .option('--online <percent>', 'share of members who hold a socket', whole(0, 100), 30)
  .action(run)
  .parseAsync()
