import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { NewEvent } from '../../../src/stores/event-store.js'
import { openEdge, type Edge } from '../../support/edge.js'

let edge: Edge
let begun: number
let ids = 0

const newEvent = (type: string, data: object, metadata: object = {}): NewEvent => ({
  type,
  data,
  id: `2f1f5a0a-5a4c-4b7e-8d59-${String(++ids).padStart(12, '0')}`,
  metadata: { at: begun + ids, ...metadata },
})

beforeAll(async () => {
  edge = await openEdge({ env: { CLOCK: 'adjustable' } })
  begun = edge.core.clock.now()
  const signedIn = { user: '1', session: '9', device: 'Android', deviceName: '', generation: 18, address: '192.0.2.1' }
  const registered = { user: '1', markId: '5', name: 'a', avatar: '', phone: '', secret: { password: 'hash' } }
  await edge.events.append('user-1', [newEvent('UserRegistered', registered)], 0)
  await edge.events.append(
    'session-1',
    [newEvent('SignedIn', { ...signedIn, way: 'password', secret: { token: 'hash' } })],
    0,
  )
  const by = { actor: '1', session: '9' }
  const renames = ['b', 'c', 'd'].map((name) => newEvent('UserRenamed', { user: '1', name }, by))
  await edge.events.append('user-1', renames, 1)
})
afterAll(() => edge.close())

interface Shown {
  readonly position: number
  readonly type: string
  readonly data: object
  readonly metadata: object
}
const list = async (path: string): Promise<{ events: readonly Shown[]; next: number | null }> => {
  const { status, json } = await edge.look(path)
  expect(status).toBe(200)
  return json as never
}
const positions = async (path: string): Promise<readonly number[]> =>
  (await list(path)).events.map(({ position }) => position)

describe('the door', () => {
  it('opens with the token only', async () => {
    for (const authorization of [
      '',
      'Bearer',
      'Bearer wrong',
      'token-of-the-operators',
      'Basic token-of-the-operators',
    ]) {
      const { status, headers, json } = await edge.ask('/admin/events', { headers: { authorization } })
      expect([status, headers.get('content-type')]).toEqual([401, 'application/problem+json'])
      expect(json).toMatchObject({ title: 'Unauthorized', status: 401, detail: expect.any(String) as string })
    }
    expect((await edge.ask('/admin/nothing')).status).toBe(401)
  })

  it.each([
    ['/admin/nothing', 'GET', 404],
    ['/admin/events', 'POST', 405],
    ['/admin/clock', 'GET', 405],
    ['/admin/streams/%ff', 'GET', 404],
    ['/admin/events?limit=1001', 'GET', 400],
    ['/admin/events?from=yesterday', 'GET', 400],
    ['/admin/streams/user-404', 'GET', 404],
  ])('answers %s (%s) with %d', async (path, method, status) => {
    const headers = { authorization: 'Bearer token-of-the-operators' }
    expect(await edge.ask(path, { method, headers })).toMatchObject({ status, json: { status } })
  })
})

describe('GET /admin/events', () => {
  it('pages through the log', async () => {
    expect(await list('/admin/events?limit=2')).toMatchObject({ events: [{ position: 1 }, { position: 2 }], next: 2 })
    expect(await list('/admin/events?limit=2&after=3')).toMatchObject({
      events: [{ position: 4 }, { position: 5 }],
      next: 5,
    })
    expect(await list('/admin/events?after=5')).toEqual({ events: [], next: null })
  })

  it('filters', async () => {
    expect(await positions('/admin/events?stream=user-1')).toEqual([1, 3, 4, 5])
    expect(await positions('/admin/events?stream=user-1&after=3&limit=1')).toEqual([4])
    expect(await positions('/admin/events?type=SignedIn')).toEqual([2])
    expect(await positions('/admin/events?actor=1')).toEqual([3, 4, 5])
  })

  it('takes positions and times, ends included', async () => {
    expect(await positions('/admin/events?from=2&to=position:4')).toEqual([2, 3, 4])
    expect(await positions(`/admin/events?from=${begun + 2}&to=${begun + 3}`)).toEqual([2, 3])
    expect(await positions(`/admin/events?to=${new Date(begun + 1).toISOString()}`)).toEqual([1])
  })

  it('shows no secret, and joins device and address', async () => {
    const { events } = await list('/admin/events')
    expect(JSON.stringify(events)).not.toContain('hash')
    expect(events[2]).toMatchObject({
      stream: 'user-1',
      version: 2,
      at: begun + 3,
      data: { user: '1', name: 'b' },
      metadata: { actor: '1', session: '9', device: 'Android', address: '192.0.2.1' },
    })
  })
})

describe('GET /admin/streams/{stream}', () => {
  it('gives one stream up to a position or a time', async () => {
    expect(await positions('/admin/streams/user-1')).toEqual([1, 3, 4, 5])
    expect(await positions('/admin/streams/user-1?until=4')).toEqual([1, 3, 4])
    expect(await positions(`/admin/streams/user-1?until=${begun + 3}`)).toEqual([1, 3])
  })

  it('gives it page by page', async () => {
    const page = await list('/admin/streams/user-1?limit=3')
    expect([page.events.length, page.next]).toEqual([3, 3])
    expect(await list('/admin/streams/user-1?limit=3&after=3')).toMatchObject({ events: [{ position: 5 }], next: null })
  })

  it('notes that a private conversation is read', async () => {
    await edge.look('/admin/streams/conversation-friend_1_2')
    const { events } = await list('/admin/streams/operator-acts')
    expect(events).toMatchObject([
      { type: 'PrivateConversationRead', data: { conversation: 'friend_1_2' }, metadata: { actor: 'operator' } },
    ])
  })
})

describe('what two users say to each other', () => {
  const saidIn = (conversation: string) => {
    const said = { conversation, logId: String(++ids), msgId: 'm', ordinal: 1, sender: '3', kind: 1, content: {} }
    return edge.events.append(`conversation-${conversation}`, [newEvent('MessageSent', said)], 0)
  }
  const noted = async () => (await list('/admin/events?type=PrivateConversationRead')).events.map(({ data }) => data)

  it('is noted for each conversation on a page of the log', async () => {
    await saidIn('friend_3_4')
    const { position } = await saidIn('friend_3_5')
    await saidIn('room_6')
    const before = await noted()
    expect(await positions(`/admin/events?type=SignedIn`)).toHaveLength(1)
    expect(await noted()).toEqual(before)
    expect(await positions('/admin/events?type=MessageSent')).toHaveLength(3)
    const both = [...before, { conversation: 'friend_3_4' }, { conversation: 'friend_3_5' }]
    expect(await noted()).toEqual(both)
    expect(await positions(`/admin/events?stream=conversation-friend_3_5&from=position:${position}`)).toHaveLength(1)
    expect(await noted()).toEqual([...both, { conversation: 'friend_3_5' }])
  })
})

describe('acts', () => {
  it('change a level, as the operator', async () => {
    const { status, json, headers } = await edge.act('/admin/users/1/level', { level: 2, reason: 'trusted' })
    expect([status, json]).toEqual([200, { user: '1', level: 2 }])
    const { events } = await list('/admin/streams/user-1?after=4')
    expect(events).toMatchObject([
      { type: 'LevelChanged', data: { user: '1', level: 2, reason: 'trusted' }, metadata: { actor: 'operator' } },
    ])
    expect(Number(headers.get('annals-position'))).toBe(events[0]?.position)
  })

  it('refuse unknown users and levels', async () => {
    expect((await edge.act('/admin/users/404/level', { level: 2 })).status).toBe(404)
    expect((await edge.act('/admin/users/x/level', { level: 2 })).status).toBe(404)
    for (const body of [{}, { level: 0 }, { level: 4 }, { level: 'high' }, { level: 2, reason: 'x'.repeat(256) }]) {
      expect((await edge.act('/admin/users/1/level', body)).status).toBe(400)
    }
  })

  it('move the clock forward, once per key', async () => {
    const before = edge.core.clock.now()
    const key = { 'idempotency-key': 'one day' }
    const { status, json } = await edge.act('/admin/clock', { advance: 86_400_000 }, key)
    expect([status, json['offset']]).toEqual([200, 86_400_000])
    expect(edge.core.clock.now()).toBeGreaterThanOrEqual(before + 86_400_000)
    expect((await edge.act('/admin/clock', { advance: 86_400_000 }, key)).json['offset']).toBe(86_400_000)
    expect((await edge.act('/admin/clock', { advance: 1000 })).json['offset']).toBe(86_401_000)
    expect(await list('/admin/streams/clock-server')).toMatchObject({
      events: [{ data: { by: 86_400_000, offset: 86_400_000 } }, { data: { by: 1000, offset: 86_401_000 } }],
    })
    for (const advance of [-1, 0, 'soon']) expect((await edge.act('/admin/clock', { advance })).status).toBe(400)
  })

  it('mute a user until a moment to come, and answer a repeat by key also after it', async () => {
    const until = edge.core.clock.now() + 60_000
    const key = { 'idempotency-key': 'mute' }
    const { status, json } = await edge.act('/admin/users/1/mute', { until }, key)
    expect([status, json]).toEqual([200, { user: '1', until }])
    await edge.act('/admin/clock', { advance: 120_000 })
    expect(await edge.act('/admin/users/1/mute', { until }, key)).toMatchObject({ status, json })
    const late = await edge.act('/admin/users/1/mute', { until })
    expect(late).toMatchObject({ status: 400, json: { detail: 'until lies in the past' } })
  })

  it('leave the system’s clock alone', async () => {
    const other = await openEdge()
    expect((await other.act('/admin/clock', { advance: 1000 })).status).toBe(404)
    expect(await other.events.head()).toBe(0)
    await other.close()
  })
})
