import { setImmediate } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Context } from '../../src/commands/context.js'
import { removeFriend, requestFriend, respondFriend } from '../../src/commands/friendship.js'
import { newId } from '../../src/commands/perform.js'
import { createGroup, setGroupStatus } from '../../src/commands/group.js'
import { muteForReports, muteUser } from '../../src/commands/moderation.js'
import { advanceClock, muteUntil, revokeSessions, setLevel } from '../../src/commands/operator.js'
import { createRoom, dissolveRoom, kickFromRoom, leaveRoom, setMemberLevel } from '../../src/commands/room.js'
import { beginSession, signOut } from '../../src/commands/session.js'
import { roomConversation, type Id } from '../../src/domain/ids.js'
import { alone } from '../../src/services/membership.js'
import { openCore, type TestCore } from '../support/core.js'
import { kernelWith } from '../support/kernel-with.js'
import { easyParts, from } from '../support/sign-in.js'

let world: TestCore
let by: Id
let user: Id
beforeAll(async () => {
  world = await openCore()
  by = await world.person('by')
  user = await world.person('user')
  await world.does(by, (context) => setLevel(context, { user: by, level: 3 }))
})
afterAll(() => world.close())

const befriended = async (): Promise<void> => {
  await world.does(by, (context) => requestFriend(context, { by, other: user, reason: '', remark: '' }))
  await world.does(user, (context) => respondFriend(context, { by: user, other: by, agree: true }))
}
const group = async (): Promise<Id> => {
  const context = world.as(by, 'a chat room')
  await createGroup(context, { by, name: 'a chat room', avatar: '' })
  return newId(context, 'group')
}
const takesSlot = (context: Context) => beginSession(context, easyParts(), { user, way: 'password', from: from() })

const FAR = 7_258_089_600_000
const reported = () => {
  const data = { user, by, conversation: roomConversation('1'), logId: '1', number: 10 }
  return { id: 'a report', data, at: world.core.clock.now() }
}

type Command = (context: Context) => Promise<unknown>
const inRoom = async (command: (context: Context, room: Id) => Promise<unknown>): Promise<Command> => {
  const users = [user]
  const room = await world.does(by, (context) => createRoom(context, { by, users, name: 'a room', avatar: '' }))
  return (context) => command(context, room)
}

/** What takes a right away, made ready. */
const losses: readonly (readonly [name: string, ready: () => Promise<Command>])[] = [
  ['kick', () => inRoom((context, room) => kickFromRoom(context, { by, room, users: [user] }))],
  ['leave', () => inRoom((context, room) => leaveRoom({ ...context, who: world.as(user).who }, { by: user, room }))],
  ['level in a room', () => inRoom((context, room) => setMemberLevel(context, { by, room, user, level: 2 }))],
  ['dissolve', () => inRoom((context, room) => dissolveRoom(context, { by, room }))],
  [
    'friend removed',
    async () => {
      await befriended()
      return (context) => removeFriend(context, { by, other: user })
    },
  ],
  [
    'chat room closed',
    async () => {
      const of = await group()
      return (context) => setGroupStatus(context, { by, group: of, status: 'closed' })
    },
  ],
  [
    'takeover',
    async () => {
      await world.does(user, takesSlot)
      return takesSlot
    },
  ],
  ['sign-out', async () => (context) => signOut({ ...context, who: world.as(user).who })],
  ['level', async () => (context) => setLevel(context, { user, level: 2 })],
  ['mute by staff', async () => (context) => muteUser(context, { by, user, duration: 60_000 })],
  ['mute by an operator', async () => (context) => muteUntil(context, { user, until: FAR })],
  ['mute for reports', async () => (context) => muteForReports(context, reported())],
  ['sessions revoked', async () => (context) => revokeSessions(context, { user })],
  ['clock', async () => (context) => advanceClock(context, 1_000)],
]

/** Plays a command with something held up that it waits for; what it has asked of that before it was answered. */
const heldUp = async (
  ready: () => Promise<Command>,
  hold: (wait: (position?: number) => Promise<void>) => Partial<Context>,
): Promise<{ readonly asked: readonly unknown[]; readonly position: number }> => {
  const command = await ready()
  const asked: unknown[] = []
  let isDone = false
  let go: () => void = () => undefined
  const wait = (position?: number): Promise<void> => {
    asked.push(position)
    return new Promise((resolve) => (go = resolve))
  }
  const context: Context = { ...world.as(by), ...hold(wait) }
  const done = command(context).then(() => (isDone = true))
  await expect.poll(() => asked.length).toBe(1)
  await setImmediate()
  expect(isDone).toBe(false)
  go()
  await done
  return { asked, position: context.effect.position }
}

test.each(losses)('is not answered before the other processes know of it: %s', async (_, ready) => {
  const { asked, position } = await heldUp(ready, (passed) => ({ others: { ...alone, passed } }))
  expect(position).toBeGreaterThan(0)
  expect(asked).toEqual([position])
})

test.each(losses)('is not answered before what was decided here is settled: %s', async (_, ready) => {
  await heldUp(ready, (settled) => ({ kernel: kernelWith(world.core.kernel, { settled }) }))
})
