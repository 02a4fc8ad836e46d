import { afterAll, beforeAll, expect, test } from 'vitest'
import { framesIn, notUnderstood } from '../../src/api/socket/described/incoming.js'
import { framesOut } from '../../src/api/socket/described/outgoing.js'
import { describedName } from '../support/described.js'
import type { Client, TestProduct } from '../support/product.js'
import { openProduct } from '../support/product.js'
import type { Received, SocketClient } from '../support/socket-client.js'
import { addGroup, promote } from '../support/staff.js'

let product: TestProduct
let alice: Client
let bob: Client
let room: string
let group: string
/** Names of all frames that came to anybody. */
const seen = new Set<string>()

const open = async (client: Client): Promise<SocketClient> => {
  const socket = await client.socket()
  socket.webSocket.on('message', (data: Buffer) => seen.add(describedName(JSON.parse(data.toString()) as Received)))
  return socket
}
const comes = (socket: SocketClient, ...names: readonly string[]): Promise<Received> =>
  socket.until((frame) => names.includes(describedName(frame)))

beforeAll(async () => {
  product = await openProduct()
  ;[alice, bob] = (await product.people('Alice', 'Bob')) as [Client, Client]
  await promote(product, alice)
  room = (await alice.ok<{ id: string }>('/room/create', { users: [bob.id] })).id
  group = await addGroup(alice, 'lobby')
})
afterAll(() => product.close())

test.each(Object.entries(framesIn))(
  'the example of event %s is answered as described',
  async (event, { example, answers }) => {
    const early = await open(alice)
    const { logId } = await early.say({ targetId: room })
    await early.say({ targetId: room })
    const socket = await open(alice)
    const real: Readonly<Record<string, unknown>> = { targetId: room, groupId: group, logId, msgId: `example ${event}` }
    socket.send(Object.fromEntries(Object.entries(example).map(([key, value]) => [key, real[key] ?? value])))
    const [refused = '', ...good] = answers.map(({ name }) => name).toReversed()
    await comes(socket, ...good)
    expect(socket.frames.map(describedName)).not.toContain(refused)
    await Promise.all([early.close(), socket.close()])
  },
)

test('every frame and every answer that is described was seen', async () => {
  const [ofAlice, ofBob] = [await open(alice), await open(bob)]
  for (const eventType of [...Object.keys(framesIn).map(Number), 99]) ofBob.send({ eventType, msgId: {} })
  ofBob.send({ eventType: 42, time: 0 })
  ofBob.send({ eventType: 45, begin: Date.now() - 60_000, end: Date.now() + 60_000, total: 0 })
  await Promise.all(['OldMessages', 'LackingMessages', 'Checked', 'OnlineCount'].map((name) => comes(ofBob, name)))
  await bob.ok('/friend/add', { id: alice.id })
  await alice.ok('/friend/response', { id: bob.id, agree: 1 })
  await alice.ok('/friend/delete', { id: bob.id })
  const { logId } = await ofBob.say({ targetId: room })
  await bob.ok('/chat33/RevokeMessage', { logId, type: 1 })
  await bob.ok('/room/loginOut', { roomId: room })
  await alice.ok('/room/setPermission', { roomId: room, joinPermission: 1 })
  await bob.ok('/room/joinRoomApply', { roomId: room })
  await alice.ok('/room/joinRoomApprove', { roomId: room, userId: bob.id, agree: 1 })
  await alice.ok('/room/delete', { roomId: room })
  for (const type of [1, 0, 2]) await alice.ok('/group/setStatus', { groupId: group, type })
  await alice.ok('/user/muted', { id: bob.id, mutedTime: 60_000 })
  await comes(ofBob, 'Muted')
  await Promise.all([ofAlice.close(), ofBob.close()])
  const all = [...Object.values(framesOut), ...Object.values(framesIn).flatMap(({ answers }) => answers), notUnderstood]
  expect(all.map(({ name }) => name).filter((name) => !seen.has(name))).toEqual([])
})
