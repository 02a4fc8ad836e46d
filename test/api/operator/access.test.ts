import { afterAll, beforeAll, expect, test } from 'vitest'
import { operatorRoutes } from '../../../src/api/operator/door.js'
import type { Client, TestProduct } from '../../support/product.js'
import { openProduct } from '../../support/product.js'
import { promote } from '../../support/staff.js'

let product: TestProduct
let admin: Client
let head: number
beforeAll(async () => {
  product = await openProduct()
  ;[admin] = (await product.people('admin')) as [Client]
  await promote(product, admin, 3)
  head = await product.head()
})
afterAll(async () => {
  expect(await product.head()).toBe(head)
  await product.close()
})

const TOKEN = 'token-of-the-operators'
/** What opens nothing: the operators' token stands elsewhere or is another, a session is that of an administrator. */
const wrong = (): readonly Record<string, string>[] => [
  {},
  { authorization: 'Bearer ' },
  { authorization: TOKEN },
  { authorization: `Basic ${TOKEN}` },
  { authorization: `Bearer ${TOKEN}x` },
  { authorization: `Bearer ${TOKEN.slice(0, -1)}` },
  { authorization: `Bearer ${admin.token}` },
  { 'FZM-AUTH-TOKEN': TOKEN },
  { 'FZM-AUTH-TOKEN': admin.token },
  { cookie: `session-login=${TOKEN}` },
]

const paths = [...operatorRoutes.map(({ method, path }) => [method, path] as const), ['GET', '/admin/nothing'] as const]

test.each(paths)('%s %s is 401 without the operators’ token, whoever asks', async (method, path) => {
  const url = product.url + path.replace(/:\w+/g, admin.id)
  for (const headers of wrong()) {
    const body = method === 'POST' ? { body: '{"level":3,"until":0,"advance":1}' } : {}
    const response = await fetch(url, { method, headers, ...body })
    expect([headers, response.status]).toEqual([headers, 401])
    expect(response.headers.get('www-authenticate')).toBe('Bearer')
    expect(await response.json()).toMatchObject({ status: 401, title: 'Unauthorized' })
  }
})

test('/metrics is for this machine, and for others with the token; the health pages are for everybody', async () => {
  const behindProxy = { 'X-Forwarded-For': '192.0.2.1' }
  const status = async (path: string, headers: Record<string, string>) =>
    (await fetch(product.url + path, { headers })).status
  expect(await status('/metrics', {})).toBe(200)
  expect(await status('/metrics', behindProxy)).toBe(401)
  expect(await status('/metrics', { ...behindProxy, authorization: `Bearer ${TOKEN}` })).toBe(200)
  for (const path of ['/healthz', '/readyz']) expect(await status(path, behindProxy)).toBe(200)
})
