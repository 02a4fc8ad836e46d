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
import type { Settings } from '../../src/settings.js'
import { settingsSchema } from '../../src/settings.js'
import { openEmbeddedEventStore } from '../../src/stores/embedded/event-store.js'

const EPOCH = Date.UTC(2024, 0, 1)
const PER_MS = 4096

export type Data = Readonly<Record<string, unknown>>
export interface Reply {
  readonly result: number
  readonly data: Data
  readonly cookie: string | undefined
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
  /** The frames that have come; where they are not `enough`, all that have been written to it by now. */
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
  close(): Promise<void>
}

const populate = async (settings: Settings, names: readonly string[]): Promise<readonly Somebody[]> => {
  const phones = sealing((await openSecrets(settings)).dataKey)
  const events = await openEmbeddedEventStore(join(settings.DATA_DIR, 'log'), { onFatal: () => undefined })
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
  const people = await Promise.all(names.map(enter))
  await events.close()
  return people
}

const agent = new Agent({ keepAlive: true })

const post = (url: string, headers: Headers, body: object): Promise<Reply> =>
  new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', agent, headers }, (reply) => {
      const pieces: Buffer[] = []
      reply.on('data', (piece: Buffer) => pieces.push(piece))
      reply.on('error', reject)
      reply.on('end', () => {
        const { result, data } = JSON.parse(Buffer.concat(pieces).toString()) as Omit<Reply, 'cookie'>
        resolve({ result, data, cookie: reply.headers['set-cookie']?.[0]?.split(';')[0] })
      })
    })
    sent.on('error', reject)
    sent.end(JSON.stringify(body))
  })

const open = async (url: string, headers: Headers): Promise<Socket> => {
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
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  return {
    closed,
    send: (frame) => socket.send(JSON.stringify(frame)),
    until: (fits) =>
      new Promise((done) => {
        waiter = { fits, done }
      }),
    async take(enough = () => false) {
      if (socket.readyState === socket.OPEN && !enough(frames)) {
        // what the server wrote before its pong has come before it
        const answered = new Promise<void>((resolve) => (onPong = resolve))
        socket.ping()
        await Promise.race([answered, closed])
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
  const people = await populate(settings, names)
  const product = await startProduct(settings, (error) => {
    throw error
  })
  return {
    people,
    post: (headers, path, body) => post(product.url + path, headers, body),
    open: (headers) => open(`${product.url.replace('http', 'ws')}/ws`, headers),
    async close() {
      await product.close()
      agent.destroy()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
