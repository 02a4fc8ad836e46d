import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Recorded } from '../../../src/domain/decision.js'
import type { AnyEvent } from '../../../src/domain/events.js'
import * as Sessions from '../../../src/domain/session.js'
import { requestFriend, removeFriend, respondFriend } from '../../../src/commands/friendship.js'
import { approveJoinRoom, applyJoinRoom, setRoomPermissions } from '../../../src/commands/room.js'
import { perform } from '../../../src/commands/perform.js'
import type { Received, SocketClient } from '../../support/socket-client.js'
import type { SocketWorld } from '../../support/socket-world.js'
import { openSocketWorld } from '../../support/socket-world.js'

let world: SocketWorld
beforeAll(async () => {
  world = await openSocketWorld()
})
afterAll(() => world.close())

const only = ({ frames }: SocketClient, eventType: number): Received[] =>
  frames.filter((frame) => frame.eventType === eventType)
const closeAll = (...sockets: readonly SocketClient[]) => Promise.all(sockets.map((socket) => socket.close()))

test('an application goes to owner and managers, its answer also to the applicant', async () => {
  const [a, b, c] = [await world.person('A'), await world.person('B'), await world.person('C')]
  const room = await world.room(a, b)
  const [ofA, ofB, ofC] = [await world.socket(a), await world.socket(b), await world.socket(c)]
  await world.does(a, (context) => setRoomPermissions(context, { by: a, room, joinPermission: 1 }))
  await world.does(c, (context) => applyJoinRoom(context, { by: c, room, reason: 'please' }))
  const asked = await ofA.until(({ eventType }) => eventType === 23)
  expect(asked).toMatchObject({
    type: 1,
    status: 1,
    applyReason: 'please',
    senderInfo: { id: c, name: 'C', avatar: 'of C', position: '' },
    receiveInfo: { id: room, name: 'a room', avatar: '', position: '' },
  })
  await world.does(a, (context) => approveJoinRoom(context, { by: a, room, user: c, agree: true }))
  expect(await ofC.until(({ eventType }) => eventType === 23)).toMatchObject({
    id: asked['id'],
    status: 3,
    applyReason: 'please',
  })
  expect(await ofC.until(({ eventType }) => eventType === 20)).toMatchObject({ roomId: room, userId: c })
  await ofA.until(({ eventType, status }) => eventType === 23 && status === 3)
  expect([only(ofA, 20), only(ofB, 20), only(ofB, 23)]).toEqual([[], [], []])
  await closeAll(ofA, ofB, ofC)
})

test('a friend request, its answer and the end of the friendship go to both', async () => {
  const [a, b] = [await world.person('A'), await world.person('B')]
  const [ofA, ofB] = [await world.socket(a), await world.socket(b)]
  await world.does(a, (context) => requestFriend(context, { by: a, other: b, reason: 'hi', remark: '' }))
  await world.does(b, (context) => respondFriend(context, { by: b, other: a, agree: true }))
  await world.does(b, (context) => removeFriend(context, { by: b, other: a }))
  for (const socket of [ofA, ofB]) {
    await socket.until(({ msg }) => (msg as { type?: number } | undefined)?.type === 8)
    expect(only(socket, 31)).toMatchObject([
      { type: 2, status: 1, applyReason: 'hi', senderInfo: { id: a }, receiveInfo: { id: b } },
      { type: 2, status: 3, applyReason: 'hi', senderInfo: { id: a }, receiveInfo: { id: b } },
    ])
    expect(only(socket, 32)).toMatchObject([{ senderInfo: { id: b, name: 'B' }, receiveInfo: { id: a, name: 'A' } }])
  }
  await closeAll(ofA, ofB)
})

const sessionStep = (user: string) => ({ key: `session:${user}`, stream: Sessions.streamOf(user), aggregate: Sessions })

test('a sign-in closes the older sockets of its slot with a reason, those of other slots stay', async () => {
  const user = await world.person('A')
  const [older, desk, newer] = [
    await world.socket(user, 'older'),
    await world.socket(user, 'desk', 'PC'),
    await world.socket(user, 'newer', 'iOS'),
  ]
  const facts = {
    user,
    session: 'newer',
    device: 'iOS',
    deviceName: '📱'.repeat(50),
    generation: 20,
    address: '192.0.2.1',
    way: 'password',
  } as const
  await world.does(user, (context) =>
    perform(context, { ...sessionStep(user), decide: () => Sessions.signIn(facts, 0) }),
  )
  const { code, reason } = await older.closed
  expect(code).toBe(4001)
  const told = JSON.parse(reason) as Record<string, unknown>
  expect([Object.keys(told), told['device'], told['way']]).toEqual([
    ['device', 'time', 'way'],
    '📱'.repeat(16),
    'password',
  ])
  expect([desk.webSocket.readyState, newer.webSocket.readyState]).toEqual([1, 1])
  await world.does(user, (context) =>
    perform(context, { ...sessionStep(user), decide: () => Sessions.signOut('newer') }),
  )
  expect((await newer.closed).code).toBe(4003)
  expect(desk.webSocket.readyState).toBe(1)
  await desk.close()
})

test('what cannot be encoded holds nothing else up', async () => {
  const user = await world.person('A')
  const room = await world.room(user)
  const socket = await world.socket(user)
  const content = {
    toJSON() {
      throw new Error('a bug')
    },
  }
  const said = { conversation: `room_${room}`, logId: '1', msgId: '', ordinal: 1, sender: user, kind: 1, content }
  const event = { type: 'MessageSent', data: said, id: 'id', stream: 's', version: 1, position: 0, metadata: { at: 0 } }
  await world.sockets.push([event as unknown as Recorded<AnyEvent>])
  expect(await socket.say({ targetId: room })).toHaveProperty('logId')
  await socket.close()
})

test('what a member says while another process removes him comes back where he said it', async () => {
  const [a, b] = [await world.person('A'), await world.person('B')]
  const room = await world.room(a, b)
  const [ofA, ofB, another] = [await world.socket(a), await world.socket(b), await world.socket(b, '2', 'PC')]
  const kicked = { type: 'MembersKicked', data: { room, users: [b], by: a }, metadata: { at: 1 } } as const
  // heard of, and not yet known to the rules
  await world.sockets.push([
    { ...kicked, id: '', stream: '', version: 1, position: world.core.models.position } satisfies Recorded<AnyEvent>,
  ])
  const { logId } = await ofB.say({ targetId: room })
  expect(await ofA.until((frame) => frame['logId'] === logId)).toMatchObject({ eventType: 0 })
  expect([only(ofB, 0).length, only(another, 0).length]).toEqual([1, 0])
  await closeAll(ofA, ofB, another)
})
