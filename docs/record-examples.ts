import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { WebSocket } from 'ws'
import type { Example } from '../src/api/docs/examples.js'
import { startProduct } from '../src/product.js'
import { settingsSchema } from '../src/settings.js'
import { play } from './story.js'

/** What the story is told with. `by`: the name of somebody who has registered, "" for a visitor. */
export interface Teller {
  /** Calls a path, and keeps what was sent and answered; the reply's data. */
  readonly call: <D>(by: string, summary: string, path: string, body: object) => Promise<D>
  /** Says a text on a socket; its logId. */
  readonly say: (by: string, channelType: 1 | 2 | 3, targetId: string, content: string) => Promise<string>
  /** Enters a chat room on a socket, as somebody registered or as a visitor of this name. */
  readonly enter: (by: string, groupId: string) => Promise<void>
  /** Makes somebody customer service. */
  readonly promote: (user: string) => Promise<void>
}

const ADMIN_TOKEN = 'token-of-the-operators'
const APART_MS = 5

type Reply = { readonly data: unknown }
type Frame = Readonly<Record<string, unknown>>

/** What a registration gives: the token, and the whole line of the cookie. */
interface Signed {
  readonly token: string
  readonly cookie: string
}

/** How a client speaks; whatever its manner, it is answered alike (`behaviour.md 9`). */
export interface Manner {
  readonly path: (path: string) => string
  readonly body: (body: object) => object
  readonly session: (signed: Signed) => Record<string, string>
  /** An object as it goes over the socket. */
  readonly frame: (frame: object) => string | Buffer
}

const plainly: Manner = {
  path: (path) => path,
  body: (body) => body,
  session: ({ token }) => ({ 'FZM-AUTH-TOKEN': token }),
  frame: (frame) => JSON.stringify(frame),
}

/** A socket that answers one frame at a time. */
const dialogue = async (url: string, headers: Record<string, string>, manner: Manner) => {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws`, { headers })
  await once(socket, 'open')
  return {
    ask: (frame: Frame): Promise<Frame> =>
      new Promise((resolve) => {
        socket.on('message', (data: Buffer) => {
          const received = JSON.parse(data.toString()) as Frame
          if (received['msgId'] === frame['msgId']) resolve(received)
        })
        socket.send(manner.frame(frame))
      }),
    close: () => socket.terminate(),
  }
}

const tellerAt = (url: string, kept: Example[], manner: Manner) => {
  const signed = new Map<string, Signed>()
  const sockets = new Map<string, ReturnType<typeof dialogue>>()
  let asked = 0
  const headersOf = (by: string): Record<string, string> => {
    const own = signed.get(by)
    return own ? manner.session(own) : { 'FZM-UUID': by }
  }
  const tokenFor = (path: string, by: string) =>
    path === '/user/tokenLogin' && by !== '' ? { 'FZM-AUTH-TOKEN': signed.get(by)?.token ?? '' } : {}
  const ask = async (by: string, frame: Frame): Promise<Frame> => {
    const socket = sockets.get(by) ?? dialogue(url, headersOf(by), manner)
    sockets.set(by, socket)
    return (await socket).ask({ msgId: `message-${++asked}`, ...frame })
  }
  const teller: Teller = {
    async call<D>(by: string, summary: string, path: string, body: object) {
      // so that no two things happen in one ms, and times differ in every telling
      await pause(APART_MS)
      const device = path === '/user/pwdLogin' ? 'PC' : 'Android'
      const headers = { ...headersOf(by), ...tokenFor(path, by), 'FZM-DEVICE': device }
      const init = { method: 'POST', headers, body: JSON.stringify(manner.body(body)) }
      const response = await fetch(url + manner.path(path), init)
      const reply = (await response.json()) as Reply
      if (path === '/user/register' && by !== '')
        signed.set(by, { ...(reply.data as Signed), cookie: response.headers.getSetCookie()[0] ?? '' })
      kept.push({ path, summary, body, reply })
      return reply.data as D
    },
    async say(by, channelType, targetId, content) {
      await pause(APART_MS)
      const { logId } = await ask(by, { eventType: 0, channelType, targetId, msgType: 1, msg: { content } })
      return String(logId)
    },
    enter: async (by, groupId) => void (await ask(by, { eventType: 1, groupId })),
    async promote(user) {
      const headers = { authorization: `Bearer ${ADMIN_TOKEN}` }
      await fetch(`${url}/admin/users/${user}/level`, { method: 'POST', headers, body: '{"level":2}' })
    },
  }
  return { teller, close: async () => (await Promise.all(sockets.values())).forEach((socket) => socket.close()) }
}

const isId = (text: string): boolean => /^[1-9]\d{13,15}$/.test(text)
const isTime = (value: unknown): value is number => typeof value === 'number' && value > 1e12
const isTimeText = (text: string): boolean => /^\d{13}$/.test(text)
const isNoticeId = (text: string): boolean => /^[\da-f-]{36}#\d+$/.test(text)
const isMark = (text: string): boolean => /^\d{9}$/.test(text)

const valuesIn = (value: unknown): readonly unknown[] =>
  typeof value === 'object' && value !== null ? Object.values(value).flatMap(valuesIn) : [value]

/** The nth of these becomes `name(n)`. */
const renamed = <T extends string | number>(those: readonly T[], name: (n: number) => T): ReadonlyMap<unknown, T> =>
  new Map([...new Set(those)].map((one, index) => [one, name(index)]))

const FIRST_TIME = 1_767_225_600_000
const FIRST_ID = 381_526_048_768_001
const FIRST_MARK = 820_144_001

/** The same in every telling: ids, times, numbers and tokens are renamed in their order. */
const settled = (kept: readonly Example[]): readonly Example[] => {
  const values = valuesIn(kept)
  const texts = values.filter((value) => typeof value === 'string')
  const times = [...values.filter(isTime), ...texts.filter(isTimeText).map(Number)].sort((one, other) => one - other)
  const names = new Map<unknown, string | number>([
    ...renamed(texts.filter(isId).sort(), (n) => String(FIRST_ID + n)),
    ...renamed(texts.filter(isMark), (n) => String(FIRST_MARK + n)),
    ...renamed(texts.filter(isNoticeId), (n) => `00000000-0000-5000-8000-${String(n).padStart(12, '0')}#0`),
    ...renamed(times, (n) => FIRST_TIME + n * 1000),
  ])
  const text = (value: string): string => {
    if (isTimeText(value)) return String(names.get(Number(value)))
    const [, owner, secret] = /^(\d+)\.([\w-]{43})$/.exec(value) ?? []
    return secret === undefined ? String(names.get(value) ?? value) : `${names.get(owner)}.${'x'.repeat(43)}`
  }
  return JSON.parse(JSON.stringify(kept), (_, value: unknown) =>
    typeof value === 'string' ? text(value) : (names.get(value) ?? value),
  ) as readonly Example[]
}

/** Tells the story to a server of its own, and gives what it was asked and what it answered. */
export const recordExamples = async (manner = plainly): Promise<readonly Example[]> => {
  const folder = await mkdtemp(join(tmpdir(), 'annals-examples-'))
  const env = { DATA_DIR: folder, PORT: '0', LOG_LEVEL: 'silent', SMS_FIXED_CODE: '123456', ADMIN_TOKEN }
  const product = await startProduct(settingsSchema.parse(env), (error) => {
    throw error
  })
  const kept: Example[] = []
  const { teller, close } = tellerAt(product.url, kept, manner)
  try {
    await play(teller)
  } finally {
    await close()
    await product.close()
    await rm(folder, { recursive: true, force: true })
  }
  return settled(kept)
}
