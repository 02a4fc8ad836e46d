import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Client, TestProduct } from '../support/product.js'
import { openProduct } from '../support/product.js'
import type { Received, SocketClient } from '../support/socket-client.js'

let product: TestProduct
let alice: Client, bob: Client, carol: Client
beforeAll(async () => {
  product = await openProduct()
  ;[alice, bob, carol] = (await product.people('alice', 'bob', 'carol')) as [Client, Client, Client]
})
afterAll(() => product.close())

const roomOf = async (...users: Client[]): Promise<string> => {
  const body = { roomName: 'a room', users: users.map(({ id }) => id) }
  return (await alice.ok<{ id: string }>('/room/create', body)).id
}
const online = async (roomId: string): Promise<unknown> =>
  (await alice.ok<{ onlineNumber: number }>('/room/getOnlineNumber', { roomId })).onlineNumber
const close = (...sockets: SocketClient[]) => Promise.all(sockets.map((socket) => socket.close()))
const counts = ({ frames }: SocketClient, room: string): unknown[] =>
  frames.filter(({ eventType, roomId }) => eventType === 24 && roomId === room).map(({ number }) => number)

test('people are online, not sockets: the last one that closes counts', async () => {
  const room = await roomOf(bob)
  const pc = await product.signIn(bob, 'PC')
  const ofBob = [await bob.socket(), await bob.socket(), await pc.socket()] as const
  expect(await online(room)).toBe(1)
  const ofAlice = await alice.socket()
  expect(await online(room)).toBe(2)
  await close(ofBob[0], ofBob[2])
  expect(await online(room)).toBe(2)
  await ofBob[1].close()
  await ofAlice.until(({ eventType, roomId, number }) => eventType === 24 && roomId === room && number === '1')
  expect(await online(room)).toBe(1)
  await close(ofAlice)
})

test('event 24 comes once for all that happened in a second, with the number as of then', async () => {
  const ofAlice = await alice.socket()
  const room = await roomOf(bob, carol)
  await ofAlice.until(({ eventType, roomId }) => eventType === 24 && roomId === room)
  for (let times = 0; times < 5; times++) await close(await bob.socket(), await carol.socket())
  const [ofBob, ofCarol] = [await bob.socket(), await carol.socket()]
  await ofBob.until(({ eventType, roomId }) => eventType === 24 && roomId === room)
  for (const socket of [ofAlice, ofCarol])
    await socket.until(({ eventType, roomId, number }) => eventType === 24 && roomId === room && number === '3')
  const told = counts(ofAlice, room).slice(1)
  expect(told.at(-1)).toBe('3')
  // twelve people came and ten went; a slow machine may need a second or two for it
  expect(told.length).toBeLessThan(5)
  await close(ofAlice, ofBob, ofCarol)
})

test('a sender’s other devices hear what he says, and a repeat is answered on one socket only', async () => {
  const room = await roomOf(bob)
  const pc = await product.signIn(bob, 'PC')
  const [phone, tab, ofPc] = [await bob.socket(), await bob.socket(), await pc.socket()]
  const said = await phone.say({ targetId: room, msgId: 'hello' })
  const isIt = (frame: Received): boolean => frame['logId'] === said['logId']
  for (const socket of [tab, ofPc]) expect(await socket.until(isIt)).toEqual(said)
  ofPc.send({ eventType: 0, msgId: 'hello', channelType: 2, targetId: room, msgType: 1, msg: { content: 'else' } })
  const { logId } = await ofPc.say({ targetId: room })
  for (const socket of [phone, tab, ofPc]) await socket.until((frame) => frame['logId'] === logId)
  expect([phone, tab, ofPc].map(({ frames }) => frames.filter(isIt).length)).toEqual([1, 1, 2])
  expect(ofPc.frames.filter(isIt)).toEqual([said, said])
  await close(phone, tab, ofPc)
})

const unread = async (person: Client, room: string): Promise<unknown> => {
  const { infos } = await person.ok<{ infos: { id: string; number: number }[] }>('/room/unread')
  return infos.find(({ id }) => id === room)?.number
}

test('what comes while a socket is closing stays unread', async () => {
  const room = await roomOf(carol)
  const [ofAlice, ofCarol] = [await alice.socket(), await carol.socket()]
  const { logId } = await ofAlice.say({ targetId: room })
  await ofCarol.until((frame) => frame['logId'] === logId)
  // the client begins to close and then does not read the server's answer to it
  ofCarol.webSocket.close()
  ofCarol.webSocket.pause()
  for (let times = 0; times < 5; times++) await carol.ok('/user/userInfo')
  await ofAlice.say({ targetId: room })
  expect(await unread(carol, room)).toBe(1)
  ofCarol.webSocket.resume()
  await ofCarol.closed
  expect(await unread(carol, room)).toBe(1)
  await ofAlice.close()
})

test('what one device read is read on the other', async () => {
  const room = await roomOf(bob)
  const pc = await product.signIn(bob, 'PC')
  const ofAlice = await alice.socket()
  await ofAlice.say({ targetId: room })
  expect([await unread(bob, room), await unread(pc, room)]).toEqual([1, 1])
  await pc.ok('/room/chatLog', { id: room })
  expect([await unread(bob, room), await unread(pc, room)]).toEqual([undefined, undefined])
  await close(ofAlice)
})

test('a live frame shows the name as of the sending, log and lists the one as of now', async () => {
  const room = await roomOf(bob)
  const [ofAlice, ofBob] = [await alice.socket(), await bob.socket()]
  const { logId, senderInfo } = await ofBob.say({ targetId: room })
  expect(senderInfo).toMatchObject({ nickname: 'bob' })
  await bob.ok('/user/editNickname', { nickname: 'Robert' })
  const renamed = await ofBob.say({ targetId: room })
  expect(renamed['senderInfo']).toMatchObject({ nickname: 'Robert' })
  const heard = await ofAlice.until((frame) => frame['logId'] === logId)
  expect(heard['senderInfo']).toMatchObject({ nickname: 'bob' })
  const { logs } = await alice.ok<{ logs: Received[] }>('/room/chatLog', { id: room })
  expect(logs.filter(({ msgType }) => msgType === 1).map((item) => item['senderInfo'])).toMatchObject([
    { nickname: 'Robert' },
    { nickname: 'Robert' },
  ])
  const { roomNickname } = await alice.ok<{ roomNickname: string }>('/room/userInfo', { roomId: room, userId: bob.id })
  expect(roomNickname).toBe('Robert')
  await close(ofAlice, ofBob)
})

test('a fifth tab is served, a sixth refused, and one that closes makes room', async () => {
  const sockets = await Promise.all(Array.from({ length: 5 }, () => carol.socket()))
  await expect(carol.socket()).rejects.toThrow('429')
  await sockets[0]?.close()
  const again = await carol.socket()
  await close(again, ...sockets.slice(1))
})
