import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startProduct } from '../../src/product.js'
import { settingsSchema } from '../../src/settings.js'
import type { SocketClient } from './socket-client.js'
import { openSocket } from './socket-client.js'

const CODE = '123456'
const PASSWORD = 'correct horse'
const ADMIN_TOKEN = 'token-of-the-operators'

export interface Reply<D = never> {
  readonly result: number
  readonly message: string
  readonly data: D
}

/** Somebody who is signed in. */
export interface Client {
  readonly id: string
  readonly name: string
  readonly mobile: string
  readonly token: string
  /** The reply's envelope. */
  call<D>(path: string, body?: object): Promise<Reply<D>>
  /** The code of the reply. */
  code(path: string, body?: object): Promise<number>
  /** The data of a reply that must be a success. */
  ok<D>(path: string, body?: object): Promise<D>
  /** A socket of this session. */
  socket(): Promise<SocketClient>
}

/** An event as operators see it. */
export interface Logged {
  readonly id: string
  readonly position: number
  readonly type: string
  readonly stream: string
  readonly data: Readonly<Record<string, unknown>>
}

/** The whole product on a free port and a temporary folder. */
export interface TestProduct {
  readonly url: string
  people(...names: readonly string[]): Promise<readonly Client[]>
  /** Makes two people friends. */
  befriend(one: Client, other: Client): Promise<void>
  /** Signs in by password, which takes the slot of this device over. */
  signIn(person: Client, device: string): Promise<Client>
  /** What stands in the log behind this position. */
  events(after?: number): Promise<readonly Logged[]>
  /** A call of the operators' door; its HTTP status. */
  act(path: string, body?: object): Promise<number>
  /** Position of the log's last event. */
  head(): Promise<number>
  close(): Promise<void>
}

const post = async <D>(url: string, body: object, headers: Record<string, string> = {}): Promise<Reply<D>> => {
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(body), headers })
  return (await response.json()) as Reply<D>
}

/** Somebody who is signed in, as he calls this address. */
export const clientOf = (url: string, known: Pick<Client, 'id' | 'name' | 'mobile' | 'token'>): Client => {
  const { token } = known
  const call = <D>(path: string, body: object = {}) => post<D>(url + path, body, { 'FZM-AUTH-TOKEN': token })
  return {
    ...known,
    call,
    code: async (path, body) => (await call(path, body)).result,
    async ok<D>(path: string, body?: object) {
      const { result, message, data } = await call<D>(path, body)
      if (result !== 0) throw new Error(`${path} answers ${result} ${message}`)
      return data
    },
    socket: () => openSocket(`${url.replace('http', 'ws')}/ws`, { 'FZM-AUTH-TOKEN': token }),
  }
}

/** Registers somebody on a phone. */
export const registerAt = async (url: string, nickname: string, mobile: string): Promise<Client> => {
  const body = { mobile, captcha: CODE, password: PASSWORD, nickname }
  const { data } = await post<{ id: string; token: string }>(`${url}/user/register`, body, { 'FZM-DEVICE': 'Android' })
  return clientOf(url, { id: data.id, name: nickname, mobile, token: data.token })
}

/** Signs in by password, which takes the slot of this device over. */
export const signInAt = async (url: string, person: Client, device: string): Promise<Client> => {
  const body = { mobile: person.mobile, password: PASSWORD }
  const { data } = await post<{ token: string }>(`${url}/user/pwdLogin`, body, { 'FZM-DEVICE': device })
  return clientOf(url, { ...person, token: data.token })
}

type Page = { readonly events: readonly Logged[]; readonly next: number | null }
/** What stands in the log behind this position, as operators see it. */
export const readLog = async (url: string, from: number): Promise<readonly Logged[]> => {
  const found: Logged[] = []
  for (let after: number | null = from; after !== null;) {
    const headers = { authorization: `Bearer ${ADMIN_TOKEN}` }
    const page = (await (await fetch(`${url}/admin/events?limit=1000&after=${after}`, { headers })).json()) as Page
    // that they are read here is noted in the log
    found.push(...page.events.filter(({ type }) => type !== 'PrivateConversationRead'))
    after = page.next
  }
  return found
}

export const openProduct = async (env: Readonly<Record<string, string>> = {}): Promise<TestProduct> => {
  const folder = await mkdtemp(join(tmpdir(), 'annals-product-'))
  const fixed = {
    DATA_DIR: folder,
    PORT: '0',
    LOG_LEVEL: 'silent',
    SMS_FIXED_CODE: CODE,
    RATE_LIMIT_BURST: '0',
    ADMIN_TOKEN,
  }
  const product = await startProduct(settingsSchema.parse({ ...fixed, ...env }), (error) => {
    throw error
  })
  let registered = 0
  let known = 0
  const register = (nickname: string): Promise<Client> =>
    registerAt(product.url, nickname, String(13_000_000_000 + ++registered))
  const events = (after = 0) => readLog(product.url, after)
  return {
    url: product.url,
    people: (...names) => Promise.all(names.map(register)),
    async befriend(one, other) {
      await one.ok('/friend/add', { id: other.id })
      await other.ok('/friend/response', { id: one.id, agree: 1 })
    },
    signIn: (person, device) => signInAt(product.url, person, device),
    events,
    async act(path, body = {}) {
      const headers = { authorization: `Bearer ${ADMIN_TOKEN}` }
      return (await fetch(product.url + path, { method: 'POST', body: JSON.stringify(body), headers })).status
    },
    async head() {
      known = (await events(known)).at(-1)?.position ?? known
      return known
    },
    async close() {
      await product.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
