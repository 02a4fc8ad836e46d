import { once } from 'node:events'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { applyJoinRoom, dissolveRoom, kickFromRoom, leaveRoom } from '../../../src/commands/room.js'
import type { Attendee } from '../../../src/services/presence.js'
import type { SocketClient } from '../../support/socket-client.js'
import type { SocketWorld } from '../../support/socket-world.js'
import { openSocketWorld } from '../../support/socket-world.js'

let world: SocketWorld
beforeAll(async () => {
  world = await openSocketWorld()
})
afterAll(() => world.close())

const typesOf = ({ frames }: SocketClient): string[] =>
  frames
    .filter(({ eventType }) => eventType !== 24)
    .map(({ eventType, msg }) => (eventType === 0 ? `notice ${(msg as { type?: number }).type}` : `event ${eventType}`))
const closeAll = (...sockets: readonly SocketClient[]) => Promise.all(sockets.map((socket) => socket.close()))

test('handshakes: other paths 404, foreign origins 403, ended sessions 401, a sixth tab 429', async () => {
  const user = await world.person('A')
  const refusal = (path: string, headers: Record<string, string>) => world.open(path, headers).catch(String)
  expect(await refusal('/elsewhere', { user })).toContain('404')
  expect(await refusal('/ws', { user, origin: 'https://evil.example' })).toContain('403')
  world.ended.add('over')
  expect(await refusal('/ws', { user, session: 'over' })).toContain('401')
  const tabs = await Promise.all([1, 2, 3, 4, 5].map(() => world.socket(user, 'tabs')))
  expect(await refusal('/chat/ws/', { user, session: 'tabs' })).toContain('429')
  const other = await world.socket(user, 'another')
  expect(world.sockets.here.presence.socketsOf(user, 'another')).toBe(1)
  await closeAll(...tabs, other)
})

test('who watches is told whose each socket is, until it has ended', async () => {
  const now = new Map<string, () => Attendee | undefined>()
  world.sockets.here.watch((socket, attendee) => now.set(socket, attendee))
  const attendees = () => [...now.values()].flatMap((attendee) => attendee() ?? [])
  const user = await world.person('A')
  const room = await world.room(user)
  const sockets = [await world.socket(user, '7'), await world.open('/ws?uuid=abc')]
  expect(attendees()).toEqual([
    { kind: 'user', id: user, places: [`room_${room}`], heard: {} },
    { kind: 'visitor', id: 'abc', places: [], heard: {} },
  ])
  now.clear()
  await sockets[0]!.say({ targetId: room })
  expect(attendees()).toMatchObject([{ id: user, heard: { [`room_${room}`]: 1 } }])
  await closeAll(...sockets)
  await expect.poll(attendees).toEqual([])
})

test('who has lost his session is told only that, on a socket that is still open (G6)', async () => {
  const user = await world.person('A')
  const room = await world.room(user)
  const socket = await world.socket(user, 'lost')
  world.ended.add('lost')
  const frames = [
    { eventType: 0, channelType: 2, targetId: room, msgType: 1, msg: { content: 'late' } },
    { eventType: 1, groupId: '5' },
    { eventType: 42, time: 0 },
    { eventType: 45, begin: 1, end: 2, total: 0 },
  ]
  for (const frame of frames) {
    const msgId = `late ${frame.eventType}`
    socket.send({ ...frame, msgId })
    expect(await socket.until((each) => each.msgId === msgId)).toMatchObject({ code: -1004 })
  }
  await socket.close()
})

test('a visitor may look but not speak', async () => {
  const visitor = await world.open('/ws?uuid=abc')
  expect(await visitor.say({ targetId: '5' })).toMatchObject({ eventType: 0, code: -2008 })
  visitor.send({ eventType: 42, msgId: 'v', time: 0 })
  expect(await visitor.until(({ msgId }) => msgId === 'v')).toMatchObject({ eventType: 42, code: -1005 })
  await visitor.close()
})

test('who joins, leaves, is kicked or sees his room dissolved is told so, after its notice', async () => {
  const [a, b, c] = [await world.person('A'), await world.person('B'), await world.person('C')]
  const [ofA, ofB, ofC] = [await world.socket(a), await world.socket(b), await world.socket(c)]
  const room = await world.room(a, b)
  await world.does(c, (context) => applyJoinRoom(context, { by: c, room, reason: '' }))
  await world.does(b, (context) => leaveRoom(context, { by: b, room }))
  await world.does(a, (context) => kickFromRoom(context, { by: a, room, users: [c] }))
  await world.does(a, (context) => dissolveRoom(context, { by: a, room }))
  const dissolved = await ofA.until(({ eventType }) => eventType === 22)
  expect(dissolved).toMatchObject({ roomId: room, userId: a })
  await ofC.until(({ eventType }) => eventType === 21)
  const joining = ['event 20', 'notice 2', 'notice 5']
  expect(typesOf(ofA)).toEqual([...joining, 'notice 3', 'notice 4', 'notice 6', 'event 22'])
  expect(typesOf(ofB)).toEqual([...joining, 'notice 3', 'event 21'])
  expect(typesOf(ofC)).toEqual(['event 20', 'notice 5', 'notice 4', 'event 21'])
  expect(world.sockets.here.presence.onlineIn(room).size).toBe(0)
  await closeAll(ofA, ofB, ofC)
})

test('members hear how many are online when somebody comes or goes', async () => {
  const [a, b] = [await world.person('A'), await world.person('B')]
  const room = await world.room(a, b)
  const ofA = await world.socket(a)
  const told = (number: string) =>
    ofA.until(({ eventType, roomId, number: n }) => eventType === 24 && roomId === room && n === number)
  await told('1')
  const ofB = await world.socket(b)
  await told('2')
  ofA.frames.length = 0
  await ofB.close()
  await told('1')
  await ofA.close()
})

test('a message reaches every device of every member once, in one order, the sender among them', async () => {
  const [a, b] = [await world.person('A'), await world.person('B')]
  const room = await world.room(a, b)
  const sockets = [await world.socket(a, '1'), await world.socket(a, '2', 'PC'), await world.socket(b)]
  const [ofA, desk] = sockets as [SocketClient, SocketClient]
  await Promise.all(Array.from({ length: 60 }, (_, index) => (index % 2 ? ofA : desk).say({ targetId: room })))
  const heard = sockets.map(({ frames }) => frames.filter(({ eventType }) => eventType === 0).map(({ logId }) => logId))
  expect(new Set(heard[0]).size).toBe(60)
  expect(heard[1]).toEqual(heard[0])
  await sockets[2]?.until(({ logId }) => logId === heard[0]?.at(-1))
  expect(sockets[2]?.frames.filter(({ eventType }) => eventType === 0).map(({ logId }) => logId)).toEqual(heard[0])
  await closeAll(...sockets)
})

test('a repeat is answered with the first frame, on its own connection only', async () => {
  const [a, b] = [await world.person('A'), await world.person('B')]
  const room = await world.room(a, b)
  const [ofA, again, ofB] = [await world.socket(a), await world.socket(a), await world.socket(b)]
  const first = await ofA.say({ targetId: room, msgId: 'same', msg: { content: 'first' } })
  again.frames.length = 0
  expect(await again.say({ targetId: room, msgId: 'same', msg: { content: 'second' } })).toEqual(first)
  await again.say({ targetId: room })
  expect(ofA.frames.filter(({ msgId }) => msgId === 'same').length).toBe(1)
  expect(ofB.frames.filter(({ msgId }) => msgId === 'same').length).toBe(1)
  await closeAll(ofA, again, ofB)
})

test('who does not read is closed, the others go on', async () => {
  const [a, slow] = [await world.person('A'), await world.person('slow')]
  const room = await world.room(a, slow)
  const [ofA, ofSlow] = [await world.socket(a), await world.socket(slow)]
  ofSlow.webSocket.pause()
  const content = '汉'.repeat(6000)
  while (world.sockets.here.presence.socketsOf(slow, '1') > 0)
    await Promise.all(Array.from({ length: 20 }, () => ofA.say({ targetId: room, msg: { content } })))
  ofSlow.webSocket.resume()
  expect((await ofSlow.closed).code).toBe(4008)
  await ofA.close()
})

test('a ping of the client is answered, and the end of the server closes with 1001', async () => {
  const own = await openSocketWorld()
  const socket = await own.socket(await own.person('A'))
  socket.webSocket.ping()
  await once(socket.webSocket, 'pong')
  await own.close()
  expect((await socket.closed).code).toBe(1001)
})

test('a process that has lost its lease takes no sockets, and closes one where something is to be said', async () => {
  let isServing = true
  const own = await openSocketWorld({}, () => isServing)
  const [a, b] = [await own.person('A'), await own.person('B')]
  const room = await own.room(a, b)
  const ofB = await own.socket(b)
  isServing = false
  for (const opening of [own.socket(a), own.open('/ws?uuid=abc')]) expect(await opening.catch(String)).toContain('503')
  ofB.frames.length = 0
  await own.does(a, (context) => kickFromRoom(context, { by: a, room, users: [b] }))
  expect((await ofB.closed).code).toBe(1001)
  expect(ofB.frames).toEqual([])
  await own.close()
})
