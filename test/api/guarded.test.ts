import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Client, Reply, TestProduct } from '../support/product.js'
import { openProduct } from '../support/product.js'
import { openSocket } from '../support/socket-client.js'

const APP = 'https://app.example'
const EVIL = 'https://evil.example'
type Headers = Readonly<Record<string, string>>

let product: TestProduct
let client: Client
let cookie: string
beforeAll(async () => {
  product = await openProduct({ ALLOWED_ORIGINS: APP, TRUSTED_PROXIES: '127.0.0.1' })
  ;[client] = (await product.people('client')) as [Client]
  const headers = { 'FZM-DEVICE': 'Web', 'FZM-AUTH-TOKEN': client.token }
  const reply = await fetch(`${product.url}/user/tokenLogin`, { method: 'POST', headers, body: '{}' })
  cookie = reply.headers.getSetCookie()[0]?.split(';')[0] ?? ''
})
afterAll(() => product.close())

const post = (path: string, headers: Headers = {}, body = '{}') =>
  fetch(product.url + path, { method: 'POST', headers, body })
const get = (path: string, headers: Headers = {}) => fetch(product.url + path, { headers })

describe('every answer over HTTP tells browsers to be careful, and nothing of what is behind it', () => {
  const long = `{"x":"${'x'.repeat(70_000)}"}`
  test.each<[string, number, () => Promise<Response>]>([
    ['a success', 200, () => post('/group/list', {}, '{"groupStatus":3}')],
    ['a refusal', 200, () => post('/room/list')],
    ['a forged cookie', 200, () => post('/room/list', { cookie: 'session-login=1.2.3' })],
    ['an unknown path', 404, () => post('/nothing')],
    ['another method', 405, () => get('/room/list')],
    ['a body that is too big', 413, () => post('/room/list', {}, long)],
    ['a foreign page with a cookie', 403, () => post('/room/list', { cookie, origin: EVIL })],
    ['the operators’ door', 401, () => get('/admin/events')],
    ['the health page', 200, () => get('/healthz')],
    ['the description', 200, () => get('/docs/openapi.json')],
    ['the page about it', 200, () => get('/docs')],
  ])('%s (%i)', async (_, status, ask) => {
    const { headers, status: answered } = await ask()
    expect(answered).toBe(status)
    expect(Object.fromEntries(headers)).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'SAMEORIGIN',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'no-store',
      'x-request-id': expect.stringMatching(/^[\da-f-]{36}$/) as string,
      'content-security-policy': expect.stringContaining('frame-ancestors') as string,
    })
    for (const silent of ['x-powered-by', 'server', 'strict-transport-security']) expect(headers.get(silent)).toBeNull()
    expect(headers.get('content-security-policy')).not.toContain('upgrade-insecure-requests')
  })

  test('https is insisted on behind a trusted proxy that speaks it', async () => {
    for (const path of ['/group/list', '/nothing', '/docs'])
      expect((await post(path, { 'X-Forwarded-Proto': 'https' })).headers.get('strict-transport-security')).toMatch(
        /^max-age=\d{8}/,
      )
  })
})

describe('pages of other origins', () => {
  test.each([
    ['none', undefined, 0],
    ['one that is allowed', APP, 0],
    ['the same host', 'SAME', 0],
    ['a foreign one', EVIL, 403],
    ['an allowed one over http', 'http://app.example', 403],
    ['a subdomain of an allowed one', 'https://x.app.example', 403],
    ['an allowed one with another port', 'https://app.example:444', 403],
    ['that of a file', 'null', 403],
    ['junk', 'x y', 403],
  ])('at the upgrade and with the cookie at REST: %s', async (_, told, status) => {
    const origin = told === 'SAME' ? product.url : told
    const headers: Headers = origin === undefined ? {} : { origin }
    for (const own of [{}, { cookie }, { 'FZM-AUTH-TOKEN': client.token }]) {
      const socket = openSocket(`${product.url.replace('http', 'ws')}/ws`, { ...headers, ...own })
      if (status === 0) await (await socket).close()
      else {
        const refusal = (await socket.catch((error: unknown) => error)) as Error
        expect([refusal.message, JSON.parse(String(refusal.cause))]).toMatchObject(['403', { result: -1001 }])
      }
    }
    const answer = await post('/room/list', { ...headers, cookie }, '{"type":3}')
    const { result } = (await answer.json()) as Reply
    expect([answer.status, result]).toEqual(status === 0 ? [200, 0] : [403, -1001])
    const shared = answer.headers.get('access-control-allow-origin')
    expect(shared).toBe(status === 0 && origin !== undefined ? origin : null)
  })

  test('may call without the cookie, and are not let read the answer', async () => {
    const answer = await post('/room/list', { origin: EVIL, 'FZM-AUTH-TOKEN': client.token }, '{"type":3}')
    expect(await answer.json()).toMatchObject({ result: 0 })
    expect(answer.headers.get('access-control-allow-origin')).toBeNull()
  })
})

describe('whose address it is', () => {
  const MOST = 30
  const isreg = async (to: TestProduct, forwarded: string) => {
    const headers = { 'X-Forwarded-For': forwarded }
    const reply = await fetch(`${to.url}/user/isreg`, { method: 'POST', headers, body: '{"mobile":"13900000000"}' })
    return ((await reply.json()) as Reply).result
  }
  const asked = async (to: TestProduct, forwarded: (time: number) => string) => {
    const codes: number[] = []
    for (let time = 0; time <= MOST; time++) codes.push(await isreg(to, forwarded(time)))
    return codes
  }
  const served = Array<number>(MOST).fill(0)

  test('is told by a trusted proxy, whatever the client wrote before it', async () => {
    expect(await asked(product, (time) => `203.0.113.${time}, 192.0.2.1`)).toEqual([...served, -1012])
    expect(await isreg(product, '192.0.2.1')).toBe(-1012)
    expect(await isreg(product, '192.0.2.2')).toBe(0)
  })

  test('is that of the connection where no proxy is trusted', async () => {
    const other = await openProduct()
    expect(await asked(other, (time) => `203.0.113.${time}`)).toEqual([...served, -1012])
    await other.close()
  })
})
