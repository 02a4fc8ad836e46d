import { request as httpRequest } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { id, text } from '../../src/api/fields.js'
import { route } from '../../src/api/rest/route.js'
import { setLevel } from '../../src/commands/operator.js'
import { Rejection } from '../../src/domain/decision.js'
import * as User from '../../src/domain/user.js'
import { StoreUnavailable } from '../../src/stores/event-store.js'
import { openEdge, type Answer, type Edge } from '../support/edge.js'

const routes = [
  route(
    ['/test/echo', '/test/mirror'],
    'user',
    { summary: 'Echoes.', input: z.object({ roomId: id, name: text(1, 5).optional() }) },
    async ({ who }, input) => ({
      who,
      ...input,
    }),
  ),
  route('/test/open', 'anyone', { summary: 'Tests.' }, async ({ who }, _, { address, secure, setCookie }) => {
    setCookie('session-login=x; Path=/')
    return { who, address, secure }
  }),
  route('/test/key', 'anyone', { summary: 'Tests.' }, async ({ key }) => ({ key })),
  route('/test/refuse', 'anyone', { summary: 'Tests.' }, () => Promise.reject(new Rejection('no-such-room', 'none'))),
  route('/test/away', 'anyone', { summary: 'Tests.' }, () => Promise.reject(new StoreUnavailable('no answer'))),
  route('/test/break', 'anyone', { summary: 'Breaks.', input: z.object({ password: text(1, 20) }) }, () =>
    Promise.reject(new Error('a bug')),
  ),
  route('/test/level', 'user', { summary: 'Tests.' }, async (context) => setLevel(context, { user: '5', level: 2 })),
]

const register = ({ core }: Edge) =>
  core.kernel.handle<User.User, User.UserEvent>({
    key: 'user:5',
    stream: 'user-5',
    aggregate: User,
    id: 'register',
    metadata: {},
    decide: () => User.register({ user: '5', markId: '1', name: 'a', avatar: '', phone: '', secret: { password: '' } }),
  })

let edge: Edge
beforeAll(async () => {
  edge = await openEdge({ routes, env: { ALLOWED_ORIGINS: 'https://app.example' } })
  await register(edge)
})
afterAll(() => edge.close())

const call = (path: string, body: unknown = {}, headers: Record<string, string> = {}): Promise<Answer> =>
  edge.ask(path, { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body), headers })

describe('the envelope', () => {
  it('answers under the path, its alias and /chat', async () => {
    for (const path of ['/test/echo', '/test/mirror', '/chat/test/echo', '/chat/test/mirror']) {
      const { status, json } = await call(path, { ROOMID: 7, more: [] }, { who: '5' })
      expect([status, json]).toEqual([
        200,
        { result: 0, message: '操作成功', data: { who: { kind: 'user', id: '5', session: '95' }, roomId: '7' } },
      ])
    }
  })

  it('reads JSON whatever the content type', async () => {
    for (const type of ['application/x-www-form-urlencoded', 'text/plain', 'application/json']) {
      expect((await call('/test/echo', { roomId: 1 }, { who: '5', 'content-type': type })).json).toMatchObject({
        result: 0,
      })
    }
  })

  it.each([
    ['an unknown path', '/test/none', 'POST', 404],
    ['an unknown path under /chat', '/chat/test/none', 'POST', 404],
    ['a path under /chat twice', '/chat/chat/test/open', 'POST', 404],
    ['another method', '/test/open', 'GET', 405],
    ['another method', '/test/open', 'PUT', 405],
  ])('refuses %s (%s %s) with %d', async (_, path, method, status) => {
    const answer = await edge.ask(path, { method })
    expect([answer.status, answer.json]).toMatchObject([status, { result: -1001, data: {} }])
  })

  it('refuses a body over 64 KiB with 413, also without a length', async () => {
    expect((await call('/test/open', { pad: 'x'.repeat(65_000) })).status).toBe(200)
    expect(await call('/test/open', { pad: 'x'.repeat(70_000) })).toMatchObject({
      status: 413,
      json: { result: -1001 },
    })
    const status = await new Promise((resolve, reject) => {
      const sent = httpRequest(`${edge.url}/test/open`, { method: 'POST' }, (reply) =>
        resolve(reply.resume().statusCode),
      )
      sent.on('error', reject)
      for (let i = 0; i < 10; i++) sent.write('x'.repeat(10_000))
      sent.end()
    })
    expect(status).toBe(413)
  })

  it.each(['{', '[]', 'null', '{"roomId": [1]}'])('answers the body %j with -1001', async (body) => {
    expect(await call('/test/echo', body, { who: '5' })).toMatchObject({ status: 200, json: { result: -1001 } })
  })

  it('names what is missing', async () => {
    expect((await call('/test/echo', '', { who: '5' })).json).toEqual({
      result: -1002,
      message: '缺少参数: roomId',
      data: {},
    })
  })

  it('gives the code of a rejection', async () => {
    expect((await call('/test/refuse')).json).toEqual({ result: -6101, message: '群不存在: none', data: {} })
  })

  it('says that a store is away, without its words, and takes that for no bug', async () => {
    const { headers, json } = await call('/test/away')
    expect(json).toEqual({ result: -1000, message: '数据库连接失败', data: {} })
    expect(edge.log.filter((each) => each.includes(headers.get('x-request-id') ?? 'no id'))).toEqual([])
  })

  it('logs a bug with its request and without its body, and answers -9000', async () => {
    const { status, headers, json } = await call('/test/break', { password: 'very secret' })
    expect([status, json]).toEqual([200, { result: -9000, message: '服务端内部错误', data: {} }])
    const line = edge.log.find((each) => each.includes(headers.get('x-request-id') ?? 'no id')) ?? ''
    expect(line).toContain('a bug')
    expect(line).toContain('/test/break')
    expect(line).not.toContain('very secret')
  })
})

describe('who asks', () => {
  it('is refused without a live session, before the body is looked at', async () => {
    expect((await call('/test/echo', '{')).json).toMatchObject({ result: -1004 })
    expect((await call('/test/echo', '{', { who: 'gone' })).json).toMatchObject({ result: -1007 })
  })

  it('is a visitor where anyone may call', async () => {
    const visitor = { kind: 'visitor', id: 'device-7' }
    for (const headers of [{ 'FZM-UUID': 'device-7' }, { 'FZM-UUID': 'device-7', who: 'gone' }]) {
      expect((await call('/test/open', {}, headers)).json).toMatchObject({
        data: { who: visitor, address: '127.0.0.1' },
      })
    }
  })

  it('may be given a cookie', async () => {
    expect((await call('/test/open')).headers.getSetCookie()[0]).toBe('session-login=x; Path=/')
  })
})

describe('browsers', () => {
  const cookie = 'session-login=x'

  it('of a foreign page may not send the cookie', async () => {
    const answer = await call('/test/open', {}, { cookie, origin: 'https://evil.example' })
    expect(answer).toMatchObject({ status: 403, json: { result: -1001 } })
    expect(answer.headers.get('access-control-allow-origin')).toBeNull()
    expect((await call('/test/open', {}, { origin: 'https://evil.example' })).status).toBe(200)
  })

  it('of an allowed page, or of the same host, may', async () => {
    for (const origin of ['https://app.example', edge.url]) {
      const { status, headers } = await call('/test/open', {}, { cookie, origin })
      expect([status, headers.get('access-control-allow-origin')]).toEqual([200, origin])
      expect(headers.get('access-control-allow-credentials')).toBe('true')
    }
  })

  it('may ask before', async () => {
    const ask = (origin: string) =>
      edge.ask('/test/open', {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'fzm-device' },
      })
    const allowed = await ask('https://app.example')
    expect([allowed.status, allowed.headers.get('access-control-allow-headers')]).toEqual([204, 'fzm-device'])
    expect((await ask('https://evil.example')).headers.get('access-control-allow-origin')).toBeNull()
  })

  it('are told to be careful, but not to use https', async () => {
    const { headers } = await call('/test/open')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('strict-transport-security')).toBeNull()
    expect(headers.get('content-security-policy')).not.toContain('upgrade-insecure-requests')
  })
})

describe('what cannot be read in time', () => {
  it('was done all the same, and is never hidden from its session', async () => {
    const halted = { position: 0, waitFor: (position: number) => Promise.resolve(position === 0) }
    const slow = await openEdge({ routes, models: () => halted as never })
    await register(slow)
    const ask = (path: string, who: string) =>
      slow.ask(path, { method: 'POST', headers: { who }, body: '{"roomId": 1}' })
    const done = await ask('/test/level', '5')
    expect(done.json).toMatchObject({ result: 0 })
    expect(done.headers.get('annals-position')).toBe('2')
    expect((await ask('/test/echo', '5')).json).toMatchObject({ result: -1000 })
    expect((await ask('/test/echo', '6')).json).toMatchObject({ result: 0 })
    halted.position = 2
    expect((await ask('/test/echo', '5')).json).toMatchObject({ result: 0 })
    await slow.close()
  })
})

describe('commands', () => {
  it('name the position of their effect, and can be read then', async () => {
    const { json, headers } = await call('/test/level', {}, { who: '5' })
    expect(json).toMatchObject({ result: 0, data: {} })
    const position = Number(headers.get('annals-position'))
    expect(position).toBe(await edge.events.head())
    expect(edge.core.models.position).toBeGreaterThanOrEqual(position)
    expect((await call('/test/open')).headers.get('annals-position')).toBeNull()
  })

  it('carry their key together with the path, for users only', async () => {
    const key = { 'idempotency-key': 'k' }
    expect((await call('/chat/test/key', {}, { ...key, who: '5' })).json).toMatchObject({
      data: { key: '/test/key\nk' },
    })
    expect((await call('/test/key', {}, key)).json).toEqual({ result: 0, message: '操作成功', data: {} })
  })

  it('refuse a key that is empty or longer than 100 characters', async () => {
    for (const key of ['', 'x'.repeat(101)]) {
      expect((await call('/test/key', {}, { 'idempotency-key': key, who: '5' })).json).toMatchObject({ result: -1001 })
    }
    expect((await call('/test/key', {}, { 'idempotency-key': 'x'.repeat(100), who: '5' })).json).toMatchObject({
      result: 0,
    })
  })

  it('are counted by path and code', async () => {
    await call('/chat/test/refuse')
    const { text: page } = await edge.look('/metrics')
    expect(page).toMatch(/annals_commands_total\{command="\/test\/refuse",code="-6101"\} [1-9]/)
  })
})
