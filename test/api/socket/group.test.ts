import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Client, TestProduct } from '../../support/product.js'
import { openProduct } from '../../support/product.js'
import type { Received, SocketClient } from '../../support/socket-client.js'
import { act, addGroup, enter, leave, promote, visit } from '../../support/staff.js'

let product: TestProduct
let staff: Client, alice: Client, bob: Client
let group: string
let sockets: SocketClient[] = []
let groups = 0

beforeAll(async () => {
  product = await openProduct()
  ;[staff, alice, bob] = (await product.people('staff', 'alice', 'bob')) as [Client, Client, Client]
  await promote(product, staff)
})
afterAll(() => product.close())
beforeEach(async () => {
  await Promise.all(sockets.map((socket) => socket.close()))
  sockets = []
  group = await addGroup(staff, `group ${++groups}`)
})

const open = async (who: Client | string): Promise<SocketClient> => {
  const socket = await (typeof who === 'string' ? visit(product, who) : who.socket())
  sockets.push(socket)
  return socket
}
const inside = async (who: Client | string): Promise<SocketClient> => {
  const socket = await open(who)
  expect(await enter(socket, group)).toMatchObject({ code: 0 })
  return socket
}
const here = () => ({ channelType: 1, targetId: group })
const texts = ({ frames }: SocketClient) =>
  frames.filter(({ eventType, logId }) => eventType === 0 && logId !== undefined).map(({ msgId }) => msgId)
const counts = (view: object) => {
  const { totalNumber, userNumber, visitorNumber } = view as Record<string, number>
  return [totalNumber, userNumber, visitorNumber]
}
const number = ({ eventType }: Received) => eventType

describe('entering and leaving', () => {
  test('is answered with its own number, to this connection alone, also twice', async () => {
    const [one, other] = [await open(alice), await open(alice)]
    for (let times = 0; times < 2; times++)
      expect(await enter(one, group)).toEqual({
        eventType: 1,
        msgId: expect.any(String) as string,
        code: 0,
        content: '操作成功',
      })
    expect(await leave(one, Number(group))).toMatchObject({ eventType: 2, code: 0, content: '操作成功' })
    expect(await leave(one, group)).toMatchObject({ code: 0 })
    expect(other.frames).toEqual([])
  })

  test('what is no open chat room is -5000, what is no id -1005', async () => {
    const socket = await open('visitor')
    expect(await enter(socket, '999999999')).toMatchObject({ eventType: 1, code: -5000 })
    for (const wrong of ['x', undefined, {}, -1]) expect(await enter(socket, wrong)).toMatchObject({ code: -1005 })
    for (const type of [1, 2]) {
      await staff.ok('/group/setStatus', { groupId: group, type })
      expect(await enter(socket, group)).toMatchObject({ code: -5000 })
    }
  })

  test('is of each connection; everybody is counted once', async () => {
    const [first] = [
      await inside(alice),
      await inside(alice),
      await inside(bob),
      await inside('v1'),
      await inside('v1'),
    ]
    await inside('v2')
    await open('v3')
    expect(counts(await bob.ok('/group/info', { groupId: group }))).toEqual([4, 2, 2])
    await leave(first, group)
    expect(counts(await bob.ok('/group/info', { groupId: group }))).toEqual([4, 2, 2])
    for (const socket of sockets.splice(0)) await socket.close()
    await expect.poll(async () => counts(await bob.ok('/group/info', { groupId: group }))).toEqual([0, 0, 0])
  })

  test('what is sent behind it, without waiting, comes in this order', async () => {
    const socket = await open(alice)
    const say = (msgId: string) => ({ eventType: 0, msgId, ...here(), msgType: 1, msg: { content: msgId } })
    socket.send(say('too early'))
    socket.send({ eventType: 1, msgId: 'in', groupId: group })
    socket.send(say('inside'))
    socket.send({ eventType: 2, msgId: 'out', groupId: group })
    socket.send(say('too late'))
    socket.send({ eventType: 1, msgId: 'in again', groupId: group })
    socket.send(say('inside again'))
    await socket.until(({ msgId }) => msgId === 'inside again')
    expect(texts(socket)).toEqual(['inside', 'inside again'])
    const refused = socket.frames.filter(({ code }) => code === -5001).map(({ msgId }) => msgId)
    expect(refused).toEqual(['too early', 'too late'])
  })
})

test('who leaves at once still hears what he has said, and nothing later', async () => {
  const [socket, other] = [await inside(alice), await inside(bob)]
  socket.send({ eventType: 0, msgId: 'last words', ...here(), msgType: 1, msg: { content: 'bye' } })
  expect(await leave(socket, group)).toMatchObject({ code: 0 })
  await other.say(here())
  await enter(socket, group)
  expect(texts(socket)).toEqual(['last words'])
})

describe('a message', () => {
  test('goes to everybody inside, once per connection, and nobody else', async () => {
    const [speaker, tab, visitor] = [await inside(alice), await inside(alice), await inside('visitor')]
    const [outside, elsewhere] = [await open(alice), await open(bob)]
    const frame = await speaker.say(here())
    expect(frame).toMatchObject({ ...here(), fromId: alice.id, senderInfo: { nickname: 'alice' }, msgType: 1 })
    for (const socket of [tab, visitor])
      expect(await socket.until(({ logId }) => logId === frame['logId'])).toEqual(frame)
    const last = await speaker.say(here())
    await visitor.until(({ logId }) => logId === last['logId'])
    expect([texts(speaker).length, texts(visitor).length, texts(outside), texts(elsewhere)]).toEqual([2, 2, [], []])
  })

  test('again is answered with the first one, on this connection only, also from outside', async () => {
    const [speaker, visitor] = [await inside(alice), await inside('visitor')]
    const first = await speaker.say(here())
    const outside = await open(alice)
    expect(await outside.say({ ...here(), msgId: first['msgId'] })).toEqual(first)
    const last = await speaker.say(here())
    await visitor.until(({ logId }) => logId === last['logId'])
    expect(texts(visitor)).toHaveLength(2)
  })

  test('is refused in this order: -2008, -5000, -5001, -2006, -2007', async () => {
    const [visitor, speaker] = [await inside('visitor'), await open(bob)]
    expect(await visitor.say({ ...here(), targetId: '404' })).toMatchObject({ code: -2008 })
    await staff.ok('/user/muted', { id: bob.id, muted_time: 60_000 })
    const announcement = { ...here(), msgType: 0 }
    expect(await speaker.say({ ...announcement, targetId: '404' })).toMatchObject({ code: -5000 })
    expect(await speaker.say(announcement)).toMatchObject({ code: -5001 })
    await enter(speaker, group)
    expect(await speaker.say(announcement)).toMatchObject({ code: -2006 })
    expect(await speaker.say(here())).toMatchObject({ code: -2007, content: '用户被禁言' })
    await staff.ok('/user/muted', { id: bob.id, muted_time: 0 })
    expect(await speaker.say(here())).toMatchObject({ eventType: 0, fromId: bob.id })
    const desk = await inside(staff)
    expect(await desk.say(announcement)).toMatchObject({ msgType: 0, fromId: staff.id })
  })
})

describe('a chat room', () => {
  test('that is created or opened again is told to everybody, visitors too', async () => {
    const [visitor, member] = [await open('visitor'), await open(alice)]
    await staff.ok('/group/addGroup', { groupName: 'told', avatar: 'https://example.org/a.png' })
    const view = {
      eventType: 7,
      groupName: 'told',
      avatar: 'https://example.org/a.png',
      description: '',
      status: 0,
      totalNumber: 0,
      userNumber: 0,
      visitorNumber: 0,
    }
    for (const socket of [visitor, member])
      expect(await socket.until((frame) => frame.eventType === 7)).toMatchObject(view)
    const { groupId, createTime } = visitor.frames[0] as { groupId?: string; createTime?: number }
    await staff.ok('/group/setStatus', { groupId, type: 0 })
    await staff.ok('/group/setStatus', { groupId, type: 1 })
    await staff.ok('/group/setStatus', { groupId, type: 1 })
    await staff.ok('/group/setStatus', { groupId, type: 0 })
    await visitor.until(({ openTime }) => Number(openTime) > createTime!)
    expect([visitor.frames.map(number), member.frames.map(number)]).toEqual([
      [7, 4, 7],
      [7, 4, 7],
    ])
  })

  test.each([
    [1, 4],
    [2, 5],
  ])('that gets status %i is told by event %i, and nobody is inside any more', async (type, eventType) => {
    const [visitor, speaker, outside] = [await inside('visitor'), await inside(alice), await open('outside')]
    await staff.ok('/group/setStatus', { groupId: group, type })
    for (const socket of [visitor, speaker, outside])
      expect(await socket.until((frame) => frame.eventType === eventType)).toEqual({
        eventType,
        event_type: eventType,
        groupId: group,
        group_id: group,
        datetime: expect.any(Number) as number,
      })
    expect(await speaker.say(here())).toMatchObject({ code: -5000 })
    expect(await alice.ok('/group/getOnlineNumber', { groupId: group })).toEqual({ totalNumber: 0 })
    if (type === 2) return
    await staff.ok('/group/setStatus', { groupId: group, type: 0 })
    expect(await speaker.say(here())).toMatchObject({ code: -5001 })
    const desk = await inside(staff)
    await desk.say(here())
    expect([texts(visitor), texts(speaker)]).toEqual([[], []])
  })

  test('has no read cursors: nothing said there is noted as read', async () => {
    const { id: room } = await staff.ok<{ id: string }>('/room/create', { users: [alice.id] })
    const [socket, desk] = [await inside(alice), await inside(staff)]
    await socket.say(here())
    await desk.say({ targetId: room })
    await alice.ok('/group/getGroupChatHistory', { id: group, number: 10 })
    await socket.close()
    const moved = async (conversation: string) =>
      (await product.events()).filter(({ stream }) => stream === `readers-${conversation}`).length
    // what was read on a socket is stored soon after its end, all of it at once
    await expect.poll(() => moved(`room_${room}`), { timeout: 5_000 }).toBeGreaterThan(0)
    expect(await moved(`group_${group}`)).toBe(0)
  })
})

test('who has lost his level announces nothing from the answer on', async () => {
  const [second] = (await product.people('second')) as [Client]
  await promote(product, second)
  const socket = await inside(second)
  expect(await socket.say({ ...here(), msgType: 0 })).toMatchObject({ fromId: second.id })
  expect(await act(product, `/admin/users/${second.id}/level`, { level: 1 })).toBe(200)
  expect(await socket.say({ ...here(), msgType: 0 })).toMatchObject({ code: -2006 })
})
