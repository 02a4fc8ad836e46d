import { Agent, request } from 'node:http'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { WebSocket } from 'ws'
import type { Event } from '../../src/domain/decision.js'
import * as Session from '../../src/domain/session.js'
import * as User from '../../src/domain/user.js'
import { startProduct } from '../../src/product.js'
import { sealing } from '../../src/services/sealing.js'
import { openSecrets } from '../../src/services/secrets.js'
import { hashToken, makeToken } from '../../src/services/tokens.js'
import { settingsSchema } from '../../src/settings.js'
import { openEmbeddedEventStore } from '../../src/stores/embedded/event-store.js'
import type { EventStore } from '../../src/stores/event-store.js'

const EPOCH = Date.UTC(2024, 0, 1)
const PER_MS = 4096

export type Data = Readonly<Record<string, unknown>>
export interface Reply {
  readonly result: number
  readonly data: Data
  readonly cookie: string | undefined
  /** Whether it has written to the log. */
  readonly hasWritten: boolean
}
export type Headers = Readonly<Record<string, string>>

/** Somebody who is signed in on a phone and on a PC. */
export interface Somebody {
  readonly id: string
  readonly phone: Headers
  readonly pc: Headers
}

/** A connection: frames since they were last taken. */
export interface Socket {
  send(frame: object): void
  /** Resolves when a frame that fits has come since the last `take`. */
  until(fits: (frame: Data) => boolean): Promise<void>
  /** The frames that have come; where they are not `enough`, all that have been written to it by now, or within its patience. */
  take(enough?: (frames: readonly Data[]) => boolean): Promise<readonly Data[]>
  /** Resolves with the code that it is closed with. */
  readonly closed: Promise<number>
  close(): Promise<unknown>
}

/** The whole product on a free port, with people in its log from the start: registering them takes long. */
export interface HistoryWorld {
  readonly people: readonly Somebody[]
  post(headers: Headers, path: string, body: object): Promise<Reply>
  open(headers: Headers): Promise<Socket>
  /** Where others' writes are seen later: resolves when all that is written is seen by everybody. */
  level(): Promise<void>
  close(): Promise<void>
}

/** Writes people into a log that nobody serves yet. */
export const populate = async (
  events: EventStore,
  dataKey: Buffer,
  names: readonly string[],
): Promise<readonly Somebody[]> => {
  const phones = sealing(dataKey)
  const at = Date.now()
  const write = async (stream: string, those: readonly Event[]): Promise<void> => {
    await events.append(
      stream,
      those.map((event) => ({ ...event, id: crypto.randomUUID(), metadata: { at } })),
      0,
    )
  }
  const enter = async (name: string, index: number): Promise<Somebody> => {
    const user = String((at - EPOCH) * PER_MS + index)
    const facts = {
      user,
      markId: user.slice(-9),
      name,
      avatar: '',
      phone: phones.seal('13000000000'),
      secret: { password: '' },
    }
    await write(User.streamOf(user), User.register(facts)(User.initial()))
    const tokens = { Android: makeToken(user), PC: makeToken(user) }
    const signedIn = (['Android', 'PC'] as const).map((device, slot) => ({
      type: 'SignedIn',
      data: {
        ...{ user, session: `${Number(user) - names.length * (slot + 1)}`, device, deviceName: '', generation: 18 },
        ...{ address: '', way: 'password', secret: { token: hashToken(tokens[device]) } },
      },
    }))
    await write(Session.streamOf(user), signedIn)
    const headers = (device: 'Android' | 'PC') => ({ 'FZM-AUTH-TOKEN': tokens[device], 'FZM-DEVICE': device })
    return { id: user, phone: headers('Android'), pc: headers('PC') }
  }
  return Promise.all(names.map(enter))
}

const agent = new Agent({ keepAlive: true })
/** Lets go the connections of all calls. */
export const hangUp = (): void => agent.destroy()

/** One call. */
export const post = (url: string, headers: Headers, body: object): Promise<Reply> =>
  new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', agent, headers }, (reply) => {
      const pieces: Buffer[] = []
      reply.on('data', (piece: Buffer) => pieces.push(piece))
      reply.on('error', reject)
      reply.on('end', () => {
        const { result, data } = JSON.parse(Buffer.concat(pieces).toString()) as Omit<Reply, 'cookie'>
        const cookie = reply.headers['set-cookie']?.[0]?.split(';')[0]
        resolve({ result, data, cookie, hasWritten: reply.headers['annals-position'] !== undefined })
      })
    })
    sent.on('error', reject)
    sent.end(JSON.stringify(body))
  })

/** @param patienceMs so long frames may take that come from another process */
export const open = async (url: string, headers: Headers, patienceMs = 0): Promise<Socket> => {
  const socket = new WebSocket(url, { headers, perMessageDeflate: false })
  let frames: Data[] = []
  let waiter: { readonly fits: (frame: Data) => boolean; readonly done: () => void } | undefined
  socket.on('message', (data: Buffer) => {
    const frame = JSON.parse(data.toString()) as Data
    frames.push(frame)
    if (waiter?.fits(frame)) waiter.done()
  })
  const closed = new Promise<number>((resolve) => socket.once('close', resolve))
  let onPong = (): void => undefined
  socket.on('pong', () => onPong())
  /** What the server wrote before its pong has come before it. */
  const written = (): Promise<unknown> => {
    const answered = new Promise<void>((resolve) => (onPong = resolve))
    socket.ping()
    return Promise.race([answered, closed])
  }
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  return {
    closed,
    send: (frame) => socket.send(JSON.stringify(frame)),
    async until(fits) {
      const come = new Promise<undefined>((resolve) => (waiter = { fits, done: () => resolve(undefined) }))
      const code = await Promise.race([come, closed])
      if (code !== undefined) throw new Error(`the socket was closed with ${code}`)
    },
    async take(enough) {
      const end = performance.now() + patienceMs
      while (socket.readyState === socket.OPEN && !enough?.(frames)) {
        await written()
        if (!enough || performance.now() > end) break
      }
      const taken = frames
      frames = []
      return taken
    },
    close() {
      socket.close()
      return closed
    },
  }
}

export const openHistoryWorld = async (names: readonly string[], env: Headers = {}): Promise<HistoryWorld> => {
  const folder = await mkdtemp(join(tmpdir(), 'annals-history-'))
  const fixed = { DATA_DIR: folder, PORT: '0', LOG_LEVEL: 'error', SMS_FIXED_CODE: '123456', RATE_LIMIT_BURST: '0' }
  const settings = settingsSchema.parse({ ...fixed, ...env })
  const log = await openEmbeddedEventStore(join(folder, 'log'), { onFatal: () => undefined })
  const people = await populate(log, (await openSecrets(settings)).dataKey, names)
  await log.close()
  const product = await startProduct(settings, (error) => {
    throw error
  })
  return {
    people,
    post: (headers, path, body) => post(product.url + path, headers, body),
    open: (headers) => open(`${product.url.replace('http', 'ws')}/ws`, headers),
    level: () => Promise.resolve(),
    async close() {
      await product.close()
      hangUp()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
