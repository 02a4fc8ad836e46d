import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startProduct } from '../../src/product.js'
import { settingsSchema } from '../../src/settings.js'

const CODE = '123456'

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
  /** The reply's envelope. */
  call<D>(path: string, body?: object): Promise<Reply<D>>
  /** The code of the reply. */
  code(path: string, body?: object): Promise<number>
  /** The data of a reply that must be a success. */
  ok<D>(path: string, body?: object): Promise<D>
}

/** The whole product on a free port and a temporary folder. */
export interface TestProduct {
  readonly url: string
  people(...names: readonly string[]): Promise<readonly Client[]>
  /** Makes two people friends. */
  befriend(one: Client, other: Client): Promise<void>
  close(): Promise<void>
}

const post = async <D>(url: string, body: object, headers: Record<string, string> = {}): Promise<Reply<D>> => {
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(body), headers })
  return (await response.json()) as Reply<D>
}

const clientOf = (url: string, known: Pick<Client, 'id' | 'name' | 'mobile'>, token: string): Client => {
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
  }
}

export const openProduct = async (env: Readonly<Record<string, string>> = {}): Promise<TestProduct> => {
  const folder = await mkdtemp(join(tmpdir(), 'annals-product-'))
  const fixed = { DATA_DIR: folder, PORT: '0', LOG_LEVEL: 'silent', SMS_FIXED_CODE: CODE, RATE_LIMIT_BURST: '0' }
  const product = await startProduct(settingsSchema.parse({ ...fixed, ...env }), (error) => {
    throw error
  })
  let registered = 0
  const register = async (nickname: string): Promise<Client> => {
    const mobile = String(13_000_000_000 + ++registered)
    const body = { mobile, captcha: CODE, password: 'correct horse', nickname }
    const path = `${product.url}/user/register`
    const { data } = await post<{ id: string; token: string }>(path, body, { 'FZM-DEVICE': 'Android' })
    return clientOf(product.url, { id: data.id, name: nickname, mobile }, data.token)
  }
  return {
    url: product.url,
    people: (...names) => Promise.all(names.map(register)),
    async befriend(one, other) {
      await one.ok('/friend/add', { id: other.id })
      await other.ok('/friend/response', { id: one.id, agree: 1 })
    },
    async close() {
      await product.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
