import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { listen } from '../../../src/api/socket/incoming.js'
import type { Hall } from '../../../src/api/socket/hall.js'
import { Heartbeat } from '../../../src/api/socket/heartbeat.js'
import type { Outbox } from '../../../src/api/socket/outbox.js'
import { listenerOf } from '../../support/listener.js'
import type { Client, TestProduct } from '../../support/product.js'
import { openProduct } from '../../support/product.js'
import type { Received, SocketClient } from '../../support/socket-client.js'
import { openSocket } from '../../support/socket-client.js'
import { addGroup, promote } from '../../support/staff.js'

type Headers = Readonly<Record<string, string>>

/** How the published clients speak (`behaviour.md 1.1`, `1.2`, `1.5`, `9`). */
interface Kind {
  readonly name: string
  readonly generation: 18 | 20
  /** Of its sign-in with the token. */
  readonly signIn: { readonly headers: Headers; readonly body: object | '' }
  readonly path: string
  /** Of its handshake, from the Set-Cookie lines of the sign-in. */
  readonly handshake: (cookie: string, token: string) => Headers
  /** As it writes a frame. */
  readonly written: (frame: Readonly<Record<string, unknown>>) => string | Buffer
}

const json = (frame: object): string => JSON.stringify(frame)
const cut = (cookie: string): string => cookie.split(';')[0] ?? ''
const texts = (frame: object): object =>
  Object.fromEntries(
    Object.entries(frame).map(([key, value]) => [key, typeof value === 'number' ? String(value) : (value as unknown)]),
  )
const numbers = (frame: object): object =>
  Object.fromEntries(
    Object.entries(frame).map(([key, value]) => [
      key,
      /^\d+$/.test(String(value)) ? Number(value) : (value as unknown),
    ]),
  )
const capitals = (frame: object): object =>
  Object.fromEntries(Object.entries(frame).map(([key, value]) => [key.toUpperCase(), value as unknown]))
const named = (device: string): Headers => ({
  ...{ 'FZM-DEVICE': device, 'FZM-DEVICE-NAME': `my ${device}`, 'FZM-UUID': 'u' },
  ...{ 'FZM-APP-ID': '1002', 'FZM-VERSION': '2.8.0' },
})

const kinds: readonly Kind[] = [
  {
    name: 'iOS of 2020: the whole Set-Cookie line, binary frames, all headers',
    generation: 20,
    signIn: { headers: named('iOS'), body: { type: 2 } },
    path: '/chat/ws/',
    handshake: (cookie, token) => ({
      ...named('iOS'),
      ...{ cookie: `${cookie}; Expires=Wed, 01 Jan 2098 00:00:00 GMT` },
      ...{ 'FZM-AUTH-TOKEN': token, authorization: `Bearer ${token}` },
    }),
    written: (frame) => Buffer.from(json(frame)),
  },
  {
    name: 'Android of 2020: the cookie cut short, numbers as texts',
    generation: 20,
    signIn: {
      headers: { ...named('Android'), 'content-type': 'application/x-www-form-urlencoded' },
      body: { type: 1 },
    },
    path: '/chat/ws',
    handshake: (cookie) => ({ ...named('Android'), cookie: cut(cookie) }),
    written: (frame) => json(texts(frame)),
  },
  {
    name: 'PC of 2020: nothing but the cookie at the handshake',
    generation: 20,
    signIn: { headers: named('PC'), body: { type: 2 } },
    path: '/ws/',
    handshake: (cookie) => ({ cookie: cut(cookie) }),
    written: json,
  },
  {
    name: 'an app of 2018: no name of the device, no body, keys in another case, ids as numbers',
    generation: 18,
    signIn: { headers: { 'FZM-DEVICE': 'iOS' }, body: '' },
    path: '/ws',
    handshake: (cookie) => ({ cookie: cut(cookie), 'FZM-DEVICE': 'iOS' }),
    written: (frame) => json(capitals(numbers(frame))),
  },
  {
    name: 'a page of 2018: the cookie of the browser, from the same host',
    generation: 18,
    signIn: { headers: { 'FZM-DEVICE': 'Web' }, body: {} },
    path: '/ws',
    handshake: (cookie) => ({ cookie: `lang=zh; ${cut(cookie)}`, origin: product.url }),
    written: (frame) => json(texts(capitals(frame))),
  },
  {
    name: 'a program with the token only',
    generation: 18,
    signIn: { headers: { 'FZM-DEVICE': 'PC' }, body: {} },
    path: '/ws',
    handshake: (_, token) => ({ authorization: `Bearer ${token}` }),
    written: (frame) => Buffer.from(json(numbers(frame))),
  },
]

let product: TestProduct
let staff: Client
let room: string
beforeAll(async () => {
  product = await openProduct()
  ;[staff] = (await product.people('staff')) as [Client]
  await promote(product, staff)
})
afterAll(() => product.close())

/** Signs a new user in as this client does, and opens his socket. */
const connect = async ({ signIn, path, handshake }: Kind): Promise<SocketClient> => {
  const [user] = (await product.people('user')) as [Client]
  const headers = { ...signIn.headers, 'FZM-AUTH-TOKEN': user.token }
  const body = signIn.body === '' ? '' : json(signIn.body)
  const reply = await fetch(`${product.url}/chat/user/tokenLogin`, { method: 'POST', headers, body })
  expect(await reply.json()).toMatchObject({ result: 0 })
  const [cookie = ''] = reply.headers.getSetCookie()
  room = (await staff.ok<{ id: string }>('/room/create', { users: [user.id] })).id
  return openSocket(product.url.replace('http', 'ws') + path, handshake(cookie, user.token))
}

let asked = 0
const ask = (socket: SocketClient, { written }: Kind, frame: Readonly<Record<string, unknown>>): Promise<Received> => {
  const msgId = `from a client ${++asked}`
  socket.webSocket.send(written({ msgId, ...frame }))
  return socket.until((answer) => answer['msgId'] === msgId)
}
const speaking = (channelType: number, targetId: string) => ({
  ...{ eventType: 0, channelType, targetId, msgType: 1, isSnap: 2 },
  msg: { content: 'hello' },
})

describe.each(kinds.map((kind) => [kind.name, kind] as const))('%s', (_, kind) => {
  test('speaks in rooms and chat rooms, catches up, and is told of removals as its generation is', async () => {
    const socket = await connect(kind)
    const said = await ask(socket, kind, speaking(2, room))
    expect(said).toMatchObject({ eventType: 0, channelType: 2, targetId: room, logId: expect.any(String) as string })
    const groupId = await addGroup(staff, `of ${room}`)
    expect(await ask(socket, kind, { eventType: 1, groupId })).toMatchObject({ eventType: 1, code: 0 })
    expect(await ask(socket, kind, speaking(1, groupId))).toMatchObject({ targetId: groupId, msgType: 1 })
    expect(await ask(socket, kind, { eventType: 2, groupId })).toMatchObject({ eventType: 2, code: 0 })
    await staff.ok('/group/setStatus', { groupId, type: 1 })
    const closed = await socket.until(({ eventType }) => eventType === 4)
    expect(closed).toMatchObject({ event_type: 4, groupId, group_id: groupId })

    const ofStaff = await staff.socket()
    const { logId } = await ofStaff.say({ targetId: room })
    await staff.ok('/chat/chat33/RevokeMessage', { LOGID: Number(logId), Type: '1' })
    const notice = await socket.until(({ msg }) => (msg as { type?: number } | undefined)?.type === 1)
    socket.webSocket.send(kind.written({ eventType: 42, time: 0 }))
    await socket.until(({ eventType }) => eventType === 43)
    const removals = socket.frames.filter(({ eventType }) => eventType === 10)
    expect(notice).toMatchObject({ eventType: 0, msgType: 6, msg: { logId } })
    expect(removals.map((frame) => frame['logId'])).toEqual(kind.generation === 18 ? [logId] : [])
    await Promise.all([socket.close(), ofStaff.close()])
  })
})

test('a ping is answered while the client sends pongs that nobody asked for, and is not closed', async () => {
  const socket = await staff.socket()
  for (let times = 0; times < 3; times++) socket.webSocket.pong('unasked')
  socket.webSocket.ping('still there?')
  expect(String((await once(socket.webSocket, 'pong'))[0])).toBe('still there?')
  await socket.close()
})

describe('who is silent for 60 s is cut', () => {
  /** Twenty-one beats of 3 s are more than a minute. */
  const BEATS = 21
  const living = (sign?: 'ping' | 'pong' | 'message') => {
    const listener = listenerOf('1', {} as Outbox)
    const { connection } = listener
    const heartbeat = new Heartbeat(
      () => [connection],
      () => undefined,
    )
    heartbeat.begin(connection)
    listen({ heartbeat } as unknown as Hall, connection)
    for (let beat = 1; beat <= BEATS; beat++) {
      if (sign && beat % 7 === 0) connection.parts.webSocket.emit(sign, Buffer.from('{"eventType":99}'), false)
      heartbeat.beat()
    }
    heartbeat.stop()
    return listener
  }

  test('and pinged before', () => expect(living()).toMatchObject({ cut: true, pings: 2 }))
  test.each(['ping', 'pong', 'message'] as const)('but not who sends a %s every 20 s', (sign) =>
    expect(living(sign)).toMatchObject({ cut: false }),
  )
})
