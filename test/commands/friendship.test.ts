import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Context } from '../../src/commands/context.js'
import * as friendship from '../../src/commands/friendship.js'
import type { Kernel } from '../../src/commands/handle.js'
import { createRoom, dissolveRoom } from '../../src/commands/room.js'
import { Rejection } from '../../src/domain/decision.js'
import * as Friendship from '../../src/domain/friendship.js'
import type { Id } from '../../src/domain/ids.js'
import { friendConversation, roomConversation } from '../../src/domain/ids.js'
import { pending } from '../../src/projections/pending.js'
import { whenNoticesAreMissingSayThem as reaction } from '../../src/reactions/when-notices-are-missing-say-them.js'
import type { TestCore } from '../support/core.js'
import { openCore } from '../support/core.js'
import { kernelWith } from '../support/kernel-with.js'

let product: TestCore
let [alice, bob, carol]: Id[] = []
const UNKNOWN = '999999999999'

beforeAll(async () => {
  product = await openCore()
})
afterAll(() => product.close())
beforeEach(async () => {
  ;[alice, bob, carol] = [await product.person('alice'), await product.person('bob'), await product.person('carol')]
})

const ask = (by: Id, other: Id, room?: Id) =>
  product.does(by, (context) =>
    friendship.requestFriend(context, { by, other, reason: '', remark: '', ...(room === undefined ? {} : { room }) }),
  )
const accept = (by: Id, other: Id) =>
  product.does(by, (context) => friendship.respondFriend(context, { by, other, agree: true }))
const befriend = async (room?: Id) => {
  await ask(alice!, bob!, room)
  await accept(bob!, alice!)
}
const eventsOfPair = async () => (await product.stream(Friendship.streamOf(alice!, bob!))).map(({ type }) => type)
const noticesIn = async (conversation: string) =>
  (await product.stream(`conversation-${conversation}`)).flatMap((event) =>
    event.type === 'MessageSent' && event.data.notice ? [event.data.notice] : [],
  )
const reasonOf = async (command: Promise<unknown>) => {
  try {
    await command
    return 'done'
  } catch (error) {
    return error instanceof Rejection ? error.reason : error
  }
}

describe('who may be meant', () => {
  const commands: [string, (context: Context, other: Id) => Promise<void>][] = [
    ['request', (context, other) => friendship.requestFriend(context, { by: alice!, other, reason: '', remark: '' })],
    ['remove', (context, other) => friendship.removeFriend(context, { by: alice!, other })],
    ['setRemark', (context, other) => friendship.setRemark(context, { by: alice!, other, remark: 'x' })],
    ['setSwitches', (context, other) => friendship.setSwitches(context, { by: alice!, other, onTop: 1 })],
  ]
  test.each(commands)('%s: not oneself, nobody unknown', async (_, command) => {
    expect(await reasonOf(command(product.as(alice!), alice!))).toBe('is-oneself')
    expect(await reasonOf(command(product.as(alice!), UNKNOWN))).toBe('unknown-user')
  })
  test.each(commands.slice(1))('%s: friends only', async (_, command) => {
    expect(await reasonOf(command(product.as(alice!), carol!))).toBe('not-friends')
  })
  test('an answer to somebody who asked nothing', async () => {
    expect(await reasonOf(accept(bob!, alice!))).toBe('no-such-request')
  })
})

describe('an acceptance', () => {
  test('is told to both, once', async () => {
    await befriend()
    expect(await eventsOfPair()).toEqual(['FriendRequested', 'FriendAccepted'])
    expect(await noticesIn(friendConversation(alice!, bob!))).toEqual([{ type: 13, operator: bob, target: alice }])
  })

  test('is told to the room that they know each other from', async () => {
    const room = await product.does(carol!, (context) =>
      createRoom(context, { by: carol!, users: [alice!, bob!], name: 'r', avatar: '' }),
    )
    await befriend(room)
    expect(await noticesIn(roomConversation(room))).toContainEqual({ type: 7, operator: alice, target: bob })
  })

  test('is not told to a room that is no more', async () => {
    const room = await product.does(carol!, (context) =>
      createRoom(context, { by: carol!, users: [alice!, bob!], name: 'r', avatar: '' }),
    )
    await ask(alice!, bob!, room)
    await product.does(carol!, (context) => dissolveRoom(context, { by: carol!, room }))
    await accept(bob!, alice!)
    expect((await noticesIn(roomConversation(room))).map(({ type }) => type)).not.toContain(7)
    expect(await noticesIn(friendConversation(alice!, bob!))).toHaveLength(1)
  })

  test('under an Idempotency-Key is one acceptance, and every try is answered alike', async () => {
    await ask(alice!, bob!)
    for (let tries = 0; tries < 2; tries++) {
      const context = product.as(bob!, 'accept alice')
      await friendship.respondFriend(context, { by: bob!, other: alice!, agree: true })
      expect(context.effect.position).toBeGreaterThan(0)
    }
    expect(await eventsOfPair()).toEqual(['FriendRequested', 'FriendAccepted'])
    expect(await noticesIn(friendConversation(alice!, bob!))).toHaveLength(1)
  })

  test('of two at once in two directions is one', async () => {
    await ask(alice!, bob!)
    await ask(bob!, alice!)
    const answers = await Promise.all([reasonOf(accept(alice!, bob!)), reasonOf(accept(bob!, alice!))])
    expect(answers.sort()).toEqual(['already-friends', 'done'])
  })
})

describe('a removal', () => {
  test('is told to both', async () => {
    await befriend()
    await product.does(alice!, (context) => friendship.removeFriend(context, { by: alice!, other: bob! }))
    expect((await noticesIn(friendConversation(alice!, bob!))).at(-1)).toEqual({
      type: 8,
      operator: alice,
      target: bob,
    })
    expect(await reasonOf(friendship.removeFriend(product.as(bob!), { by: bob!, other: alice! }))).toBe('not-friends')
  })
})

describe('a crash between a step and its notice', () => {
  /** As a process that dies when it would write to a conversation. */
  const dying = (context: Context): Context => {
    const { kernel } = context
    const handle: Kernel['handle'] = (command) =>
      command.stream.startsWith('conversation-') ? Promise.reject(new Error('crashed')) : kernel.handle(command)
    return {
      ...context,
      kernel: kernelWith(kernel, { handle }),
    }
  }
  const left = () => product.core.models.find(pending, { index: 'byDue', limit: 10 })
  const finish = async () => {
    for (const each of await left()) await product.does(alice!, (context) => reaction.run(context, each))
  }

  test('is finished by whoever comes, once', async () => {
    await ask(alice!, bob!)
    const context = product.as(bob!)
    await expect(friendship.respondFriend(dying(context), { by: bob!, other: alice!, agree: true })).rejects.toThrow()
    await product.core.models.waitFor(context.effect.position)
    expect(await noticesIn(friendConversation(alice!, bob!))).toEqual([])

    const [acceptance] = await left()
    await finish()
    expect(await left()).toEqual([])
    await product.does(alice!, (again) => reaction.run(again, acceptance!))
    expect(await noticesIn(friendConversation(alice!, bob!))).toEqual([{ type: 13, operator: bob, target: alice }])
  })

  test('leaves nobody with a right that was taken', async () => {
    await befriend()
    const context = product.as(alice!)
    await expect(friendship.removeFriend(dying(context), { by: alice!, other: bob! })).rejects.toThrow()
    await product.core.models.waitFor(context.effect.position)
    await finish()
    expect((await noticesIn(friendConversation(alice!, bob!))).map(({ type }) => type)).toEqual([13, 8])
    expect(await reasonOf(friendship.setRemark(product.as(bob!), { by: bob!, other: alice!, remark: 'x' }))).toBe(
      'not-friends',
    )
  })
})
