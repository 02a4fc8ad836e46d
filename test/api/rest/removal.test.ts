import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Client, TestProduct } from '../../support/product.js'
import { openProduct } from '../../support/product.js'
import type { Received, SocketClient } from '../../support/socket-client.js'
import { openSocket } from '../../support/socket-client.js'
import { act, addGroup, enter, promote } from '../../support/staff.js'

const RECALL = '/chat33/RevokeMessage'
const DELETE = '/chat33/deleteMsg'
const MINUTE = 60_000

let product: TestProduct
let owner: Client, alice: Client, bob: Client, stranger: Client
let room: string
const sockets: SocketClient[] = []

beforeAll(async () => {
  product = await openProduct({ CLOCK: 'adjustable' })
  const people = await product.people('owner', 'alice', 'bob', 'stranger')
  ;[owner, alice, bob, stranger] = people as [Client, Client, Client, Client]
  await product.befriend(alice, bob)
})
afterAll(() => product.close())
beforeEach(async () => {
  for (const socket of sockets.splice(0)) await socket.close()
  const users = [alice.id, bob.id]
  room = (await owner.ok<{ id: string }>('/room/create', { roomName: 'a room', users })).id
})

const open = async (who: Client) => {
  const socket = await who.socket()
  sockets.push(socket)
  return socket
}
/** Says something, without hearing anything else; its logId. */
const say = async (who: Client, fields: object = { targetId: room }): Promise<string> => {
  const socket = await who.socket()
  const { logId } = await socket.say(fields)
  await socket.close()
  return String(logId)
}
const toFriend = (content: string) => ({ channelType: 3, targetId: bob.id, msg: { content } })
const inRoom = (content: string) => ({ targetId: room, msg: { content } })
const pass = (ms: number) => act(product, '/admin/clock', { advance: ms })

/** What happened in conversations. */
const saidSince = async (head: number): Promise<string[]> =>
  (await product.events(head)).filter(({ stream }) => stream.startsWith('conversation-')).map(({ type }) => type)

type Log = { logs: { logId: string; msgType: number; msg: Readonly<Record<string, unknown>> }[] }
const logOfRoom = async (who: Client) => (await who.ok<Log>('/room/chatLog', { id: room })).logs
const unread = async (who: Client, path: string) =>
  (await who.ok<{ infos: { id: string; number: number; lastLog: { msg: object } }[] }>(path)).infos

describe('a recall', () => {
  test('takes the message out of log, unread counts and catch-up, and says so', async () => {
    const before = await say(owner, inRoom('stays'))
    const logId = await say(alice, inRoom('goes'))
    expect((await unread(bob, '/room/unread')).find(({ id }) => id === room)).toMatchObject({ number: 2 })
    const live = await open(bob)
    expect(await alice.call(RECALL, { logId, type: 1 })).toEqual({ result: 0, message: '操作成功', data: {} })
    expect((await unread(bob, '/room/unread')).find(({ id }) => id === room)).toMatchObject({ number: 1 })
    const msg = { type: 1, logId, operator: alice.id, name: 'alice', level: 1, content: 'alice撤回了一条消息' }
    const notice = await live.until(({ eventType, msgType }) => eventType === 0 && msgType === 6)
    expect(notice).toMatchObject({ fromId: alice.id, targetId: room, msg })
    const log = await logOfRoom(bob)
    expect(log.map((item) => item.msg['content'])).toEqual([msg.content, 'stays', 'owner创建了群聊'])
    const later = await open(bob)
    later.send({ eventType: 42, logId: before })
    await later.until(({ eventType }) => eventType === 43)
    const missed = later.frames.flatMap((frame) => (frame['list'] ?? []) as Received[])
    expect(missed.map(({ logId }) => logId)).toEqual([notice['logId']])
    const [said] = (await product.events()).filter(({ data }) => data['logId'] === logId && 'content' in data)
    expect(said).toMatchObject({ type: 'MessageSent', data: { content: { content: 'goes' } } })
  })

  test.each([['/chat33/revokeMsg'], ['/chat33/withdrawMsg'], ['/withdrawMsg'], ['/chat/chat33/RevokeMessage']])(
    'is also called %s',
    async (path) => {
      const logId = await say(alice)
      expect(await alice.code(path, { logid: Number(logId), type: '1' })).toBe(0)
      expect((await logOfRoom(bob)).map(({ logId }) => logId)).not.toContain(logId)
    },
  )

  test('again is nothing', async () => {
    const logId = await say(alice)
    const head = await product.head()
    for (let times = 0; times < 2; times++) expect(await alice.code(RECALL, { logId, type: 1 })).toBe(0)
    expect(await alice.code(DELETE, { logId, type: 1 })).toBe(0)
    expect(await saidSince(head)).toEqual(['MessageRecalled', 'MessageSent'])
  })

  test('is refused by role and age', async () => {
    const [own, others] = [await say(alice), await say(owner)]
    expect(await alice.code(RECALL, { logId: others, type: 1 })).toBe(-2023)
    expect(await stranger.code(RECALL, { logId: own, type: 1 })).toBe(-6105)
    await owner.ok('/room/setLevel', { roomId: room, userId: bob.id, level: 2 })
    expect(await bob.code(RECALL, { logId: others, type: 1 })).toBe(-3000)
    await pass(10 * MINUTE)
    await pass(1000)
    expect(await alice.code(RECALL, { logId: own, type: 1 })).toBe(-2024)
    expect(await bob.code(RECALL, { logId: own, type: 1 })).toBe(0)
    expect(await owner.code(RECALL, { logId: others, type: 1 })).toBe(0)
    const notices = (await logOfRoom(alice)).slice(0, 2).map(({ msg }) => msg)
    expect(notices).toMatchObject([
      { operator: owner.id, level: 3, content: 'owner撤回了一条消息' },
      { operator: bob.id, level: 2, content: '管理员撤回了一条成员消息' },
    ])
  })

  test('of a notice: -2023; in a dissolved room: -6101; by who was kicked: his own', async () => {
    const logId = await say(alice)
    const [notice] = (await logOfRoom(owner)).slice(-1)
    for (const path of [RECALL, DELETE]) expect(await owner.code(path, { logId: notice!.logId, type: 1 })).toBe(-2023)
    await owner.ok('/room/kickOut', { roomId: room, users: [alice.id] })
    expect(await alice.code(RECALL, { logId, type: 1 })).toBe(0)
    const last = await say(bob)
    await owner.ok('/room/delete', { roomId: room })
    for (const path of [RECALL, DELETE]) expect(await bob.code(path, { logId: last, type: 1 })).toBe(-6101)
  })

  test('between friends is one’s own, and told to both', async () => {
    const [logId, kept] = [await say(alice, toFriend('goes')), await say(alice, toFriend('stays'))]
    expect(await bob.code(RECALL, { logId, type: 2 })).toBe(-2023)
    expect(await stranger.code(RECALL, { logId, type: 2 })).toBe(-3005)
    expect(await alice.code(RECALL, { logId, type: 1 })).toBe(-2025)
    const [ofAlice, ofBob] = [await open(alice), await open(bob)]
    await alice.ok(RECALL, { logId, type: 2 })
    for (const socket of [ofAlice, ofBob])
      expect(await socket.until(({ msgType }) => msgType === 6)).toMatchObject({
        channelType: 3,
        targetId: bob.id,
        msg: { type: 1, logId, content: 'alice撤回了一条消息' },
      })
    const [info] = await unread(bob, '/friend/unread')
    expect(info).toMatchObject({ id: alice.id, number: 1 })
    await pass(10 * MINUTE)
    await pass(1000)
    expect(await alice.code(RECALL, { logId: kept, type: 2 })).toBe(-2024)
    expect(await alice.code(DELETE, { logId: kept, type: 2 })).toBe(0)
    expect(await unread(bob, '/friend/unread')).toEqual([])
  })
})

describe('a deletion', () => {
  test('is of one’s own, at any age, for everybody, without a notice', async () => {
    const logId = await say(alice)
    await pass(30 * 24 * 60 * MINUTE)
    const [here, of] = (await product.people('here', 'of')) as [Client, Client]
    expect([await of.code(DELETE, { logId, type: 1 }), await here.code('/deleteMsg', { logId, type: 2 })]).toEqual([
      -2023, -2023,
    ])
    alice = await product.signIn(alice, 'Android')
    ;[owner, bob, stranger] = [
      await product.signIn(owner, 'Android'),
      await product.signIn(bob, 'Android'),
      await product.signIn(stranger, 'Android'),
    ]
    expect(await owner.code(DELETE, { logId, type: 1 })).toBe(-2023)
    const head = await product.head()
    expect(await alice.call('/deleteMsg', { logId, type: 1 })).toMatchObject({ result: 0 })
    expect(await saidSince(head)).toEqual(['MessageDeleted'])
    expect((await logOfRoom(bob)).map(({ msgType }) => msgType)).toEqual([6])
  })
})

test.each([
  [{}, -1002, -1002],
  [{ logId: '1', type: 3 }, -1001, -1001],
  [{ logId: 'x', type: 1 }, -1001, -1001],
  [{ logId: '1', type: 1 }, -2025, -2023],
  [{ logId: '1', type: 2 }, -3005, -2023],
])('%o: %i, %i', async (body, recall, remove) =>
  expect([await alice.code(RECALL, body), await alice.code(DELETE, body)]).toEqual([recall, remove]),
)

test('a message of a chat room is neither of a room nor of a friend', async () => {
  await promote(product, owner)
  const group = await addGroup(owner, 'Lobby')
  const socket = await open(alice)
  await enter(socket, group)
  const { logId } = await socket.say({ channelType: 1, targetId: group })
  expect([await alice.code(RECALL, { logId, type: 1 }), await alice.code(DELETE, { logId, type: 2 })]).toEqual([
    -2025, -2023,
  ])
})

test('event 10 goes to clients of the older generation only', async () => {
  const newer = await openSocketOfNewerClient()
  const older = await open(bob)
  const [recalled, deleted] = [await say(alice), await say(alice)]
  await alice.ok(RECALL, { logId: recalled, type: 1 })
  await alice.ok(DELETE, { logId: deleted, type: 1 })
  const last = await say(alice)
  for (const socket of [older, newer]) await socket.until(({ logId }) => logId === last)
  const heard = ({ frames }: SocketClient) => frames.filter(({ eventType }) => eventType === 10)
  expect(heard(newer)).toEqual([])
  expect(heard(older)).toEqual([
    { eventType: 10, logType: 1, logId: recalled, operateType: 1, userName: 'alice' },
    { eventType: 10, logType: 1, logId: deleted, operateType: 2, userName: 'alice' },
  ])
})

/** Newer clients send FZM-DEVICE-NAME when they sign in. */
const openSocketOfNewerClient = async (): Promise<SocketClient> => {
  const headers = { 'FZM-DEVICE': 'PC', 'FZM-DEVICE-NAME': 'desk', 'FZM-AUTH-TOKEN': bob.token }
  const reply = await fetch(`${product.url}/user/tokenLogin`, { method: 'POST', headers, body: '{}' })
  const [cookie = ''] = reply.headers.getSetCookie()
  const socket = await openSocket(`${product.url.replace('http', 'ws')}/ws`, { cookie: cookie.split(';')[0] ?? '' })
  sockets.push(socket)
  return socket
}
