import { afterAll, beforeAll, expect, test } from 'vitest'
import { deleteMessage } from '../../../src/commands/removal.js'
import { applyJoinRoom, kickFromRoom } from '../../../src/commands/room.js'
import { removeFriend } from '../../../src/commands/friendship.js'
import { readers } from '../../../src/projections/readers.js'
import type { AdjustableClock } from '../../../src/services/clock.js'
import type { Received, SocketClient } from '../../support/socket-client.js'
import type { SocketWorld } from '../../support/socket-world.js'
import { openSocketWorld } from '../../support/socket-world.js'

let world: SocketWorld
beforeAll(async () => {
  world = await openSocketWorld()
})
afterAll(() => world.close())

const done = (frame: Received): boolean => frame.eventType === 43
const listed = (socket: SocketClient, eventType: number): Record<string, unknown>[] =>
  socket.frames.filter((frame) => frame.eventType === eventType).flatMap((frame) => frame['list'] as never[])
const textsOf = (items: readonly Record<string, unknown>[]): unknown[] =>
  items.flatMap(({ msg, msgType }) => (msgType === 6 ? [] : [(msg as { content: string }).content]))
const say = async (socket: SocketClient, targetId: string, ...texts: string[]): Promise<string[]> => {
  const logIds: string[] = []
  for (const content of texts) logIds.push(String((await socket.say({ targetId, msg: { content } }))['logId']))
  return logIds
}
const caughtUp = async (socket: SocketClient, asked: object): Promise<void> => {
  socket.send({ eventType: 42, msgId: '', ...asked })
  await socket.until(done)
}

test('by logId each missed message comes once, in log order, up to the upgrade', async () => {
  const [a, b] = [await world.person('A'), await world.person('B')]
  await world.befriend(a, b)
  const [one, other] = [await world.room(a, b), await world.room(a, b)]
  const ofA = await world.socket(a)
  const [seen = ''] = await say(ofA, one, 'seen')
  await say(ofA, one, 'first')
  await say(ofA, other, 'second')
  await ofA.say({ channelType: 3, targetId: b, msg: { content: 'third' } })
  await say(ofA, one, 'fourth')
  const ofB = await world.socket(b)
  await say(ofA, one, 'live')
  await caughtUp(ofB, { logId: seen })
  expect(textsOf(listed(ofB, 41))).toEqual(['first', 'second', 'third', 'fourth'])
  expect(listed(ofB, 41)[0]).toMatchObject({ eventType: 0, fromId: a, targetId: one, senderInfo: { nickname: 'A' } })
  expect(textsOf(ofB.frames.filter(({ eventType }) => eventType === 0))).toEqual(['live'])
  await Promise.all([ofA.close(), ofB.close()])
})

test('many missed messages come in frames of 50, in order', async () => {
  const [a, b] = [await world.person('A'), await world.person('B')]
  const rooms = [await world.room(a, b), await world.room(a, b), await world.room(a, b)]
  const ofA = await world.socket(a)
  const [seen = ''] = await say(ofA, rooms[0] ?? '', 'seen')
  const texts = Array.from({ length: 170 }, (_, index) => `m${index}`)
  await Promise.all(texts.map((content, index) => ofA.say({ targetId: rooms[index % 3], msg: { content } })))
  const ofB = await world.socket(b)
  await caughtUp(ofB, { logId: seen })
  const frames = ofB.frames.filter(({ eventType }) => eventType === 41)
  expect(frames.map((frame) => (frame['list'] as unknown[]).length)).toEqual([50, 50, 50, 20])
  const heard = textsOf(ofA.frames.filter(({ eventType }) => eventType === 0)).slice(1)
  expect(heard.length).toBe(170)
  expect(textsOf(listed(ofB, 41))).toEqual(heard)
  await Promise.all([ofA.close(), ofB.close()])
})

test('long messages are cut into frames of 256 KiB', async () => {
  const [a, b] = [await world.person('A'), await world.person('B')]
  const room = await world.room(a, b)
  const ofA = await world.socket(a)
  const [seen = ''] = await say(ofA, room, 'seen')
  await say(ofA, room, ...Array.from({ length: 20 }, (_, index) => `${index}${'汉'.repeat(5990)}`))
  const ofB = await world.socket(b)
  await caughtUp(ofB, { logId: seen })
  const frames = ofB.frames.filter(({ eventType }) => eventType === 41)
  expect(frames.length).toBe(2)
  for (const frame of frames) expect(Buffer.byteLength(JSON.stringify(frame))).toBeLessThan(257 * 1024)
  expect(listed(ofB, 41).length).toBe(20)
  await Promise.all([ofA.close(), ofB.close()])
})

test('by time: 0 brings the last two days in frames 40, a time what came since then in frames 41', async () => {
  const [a, b] = [await world.person('A'), await world.person('B')]
  const room = await world.room(a, b)
  const ofA = await world.socket(a)
  await say(ofA, room, 'old')
  ;(world.core.clock as AdjustableClock).setOffset(60_000)
  const since = world.core.clock.now()
  await say(ofA, room, 'new')
  const [all, some, wrong] = [await world.socket(b), await world.socket(b), await world.socket(b)]
  await caughtUp(all, { time: 0 })
  expect(textsOf(listed(all, 40))).toEqual(['old', 'new'])
  await caughtUp(some, { time: String(since) })
  expect(textsOf(listed(some, 41))).toEqual(['new'])
  for (const asked of [{}, { logId: '12345' }, { time: -1 }, { logId: 'x' }]) {
    const msgId = JSON.stringify(asked)
    wrong.send({ eventType: 42, msgId, ...asked })
    expect(await wrong.until((frame) => frame['msgId'] === msgId)).toMatchObject({ eventType: 42, code: -1005 })
  }
  await Promise.all([ofA, all, some, wrong].map((socket) => socket.close()))
})

test('only of the conversations that the user is in now, and from his joining on', async () => {
  const [a, b] = [await world.person('A'), await world.person('B')]
  const [left, joined] = [await world.room(a, b), await world.room(a)]
  await world.befriend(a, b)
  const ofA = await world.socket(a)
  const [seen = ''] = await say(ofA, left, 'seen')
  await say(ofA, left, 'of a room he was kicked from')
  await say(ofA, joined, 'before he joined')
  await ofA.say({ channelType: 3, targetId: b, msg: { content: 'of a friend no more' } })
  await world.does(a, (context) => kickFromRoom(context, { by: a, room: left, users: [b] }))
  await world.does(b, (context) => applyJoinRoom(context, { by: b, room: joined, reason: '' }))
  await world.does(a, (context) => removeFriend(context, { by: a, other: b }))
  await say(ofA, joined, 'after he joined')
  const ofB = await world.socket(b)
  await caughtUp(ofB, { logId: seen })
  expect(textsOf(listed(ofB, 41))).toEqual(['after he joined'])
  expect(listed(ofB, 41).map(({ msg }) => (msg as { type?: number }).type)).toEqual([5, undefined])
  await Promise.all([ofA.close(), ofB.close()])
})

/** More than the buffers of a connection hold, so that a catch-up waits for its reader. */
const fill = async (socket: SocketClient, targetId: string): Promise<string[]> => {
  const logIds: string[] = []
  for (let run = 0; run < 10; run++) {
    const said = Array.from({ length: 80 }, () => socket.say({ targetId, msg: { content: '汉'.repeat(6000) } }))
    for (const { logId } of await Promise.all(said)) logIds.push(String(logId))
  }
  return logIds
}
/** A socket in the middle of a catch-up that it does not read on. */
const halfway = async (user: string): Promise<SocketClient> => {
  const socket = await world.socket(user)
  socket.send({ eventType: 42, msgId: '', time: 0 })
  await socket.until(({ eventType }) => eventType === 40)
  socket.webSocket.pause()
  return socket
}
const listedAfter = ({ frames }: SocketClient, fits: (frame: Received) => boolean): unknown[] => {
  const from = frames.findIndex(fits)
  expect(from).toBeGreaterThanOrEqual(0)
  return frames.slice(from).flatMap((frame) => frame['list'] ?? [])
}

test('who is kicked in the middle of a catch-up gets no more of that room', async () => {
  const [a, b] = [await world.person('A'), await world.person('B')]
  const room = await world.room(a, b)
  const ofA = await world.socket(a)
  await fill(ofA, room)
  const ofB = await halfway(b)
  await world.does(a, (context) => kickFromRoom(context, { by: a, room, users: [b] }))
  ofB.webSocket.resume()
  await ofB.until(done)
  expect(listedAfter(ofB, ({ eventType }) => eventType === 21)).toEqual([])
  expect(listed(ofB, 40).length).toBeLessThan(800)
  await Promise.all([ofA.close(), ofB.close()])
}, 60_000)

test('what is deleted in the middle of a catch-up comes no more', async () => {
  const [a, b] = [await world.person('A'), await world.person('B')]
  const room = await world.room(a, b)
  const ofA = await world.socket(a)
  const logIds = await fill(ofA, room)
  const ofB = await halfway(b)
  await Promise.all(
    logIds.map((logId) => world.does(a, (context) => deleteMessage(context, { by: a, logId, type: 1 }))),
  )
  const { logId } = await ofA.say({ targetId: room })
  ofB.webSocket.resume()
  await ofB.until(done)
  expect(listedAfter(ofB, (frame) => frame['logId'] === logId).length).toBe(0)
  await Promise.all([ofA.close(), ofB.close()])
}, 60_000)

test('event 45: nothing where the client has as many, else all of the span; at most once per 10 s', async () => {
  const [a, b] = [await world.person('A'), await world.person('B')]
  const begin = world.core.clock.now()
  const room = await world.room(a, b)
  const ofA = await world.socket(a)
  await say(ofA, room, 'one', 'two')
  const end = world.core.clock.now()
  const [right, wrong] = [await world.socket(b), await world.socket(b)]
  right.send({ eventType: 45, msgId: '', begin, end, total: 3 })
  expect(await right.until(({ eventType }) => eventType === 47)).toEqual({ eventType: 47, begin, end })
  expect(listed(right, 46)).toEqual([])
  wrong.send({ eventType: 45, msgId: '', begin, end, total: 1 })
  await wrong.until(({ eventType }) => eventType === 47)
  expect(textsOf(listed(wrong, 46))).toEqual(['one', 'two'])
  wrong.send({ eventType: 45, msgId: 'again', begin, end, total: 1 })
  expect(await wrong.until(({ msgId }) => msgId === 'again')).toMatchObject({ eventType: 45, code: -1012 })
  right.send({ eventType: 45, msgId: 'long', begin: end - 172_800_001, end, total: 1 })
  expect(await right.until(({ msgId }) => msgId === 'long')).toMatchObject({ eventType: 45, code: -1005 })
  await Promise.all([ofA, right, wrong].map((socket) => socket.close()))
})

test('what a catch-up wrote is read, and what came live before it too', async () => {
  const [a, b] = [await world.person('A'), await world.person('B')]
  const room = await world.room(a, b)
  const ofA = await world.socket(a)
  await say(ofA, room, 'missed', 'missed too')
  const ofB = await world.socket(b)
  await say(ofA, room, 'live')
  await ofB.until(({ msg }) => (msg as { content?: string } | undefined)?.content === 'live')
  const conversation = `room_${room}`
  expect(world.sockets.here.presence.runsOf(b).get(conversation)).toEqual([{ from: 3, to: 3 }])
  await caughtUp(ofB, { time: 0 })
  expect(world.sockets.here.presence.runsOf(b).get(conversation)).toEqual([
    { from: 1, to: 2 },
    { from: 3, to: 3 },
  ])
  await world.sockets.close()
  expect(await world.core.models.get(readers, [`${conversation}/${b}`])).toMatchObject([{ cursor: 3 }])
})
