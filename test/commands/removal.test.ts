import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { sendMessage } from '../../src/commands/conversation.js'
import type { Context } from '../../src/commands/context.js'
import type { Kernel } from '../../src/commands/handle.js'
import { reportUser } from '../../src/commands/moderation.js'
import { deleteMessage, recallMessage } from '../../src/commands/removal.js'
import { createRoom, dissolveRoom } from '../../src/commands/room.js'
import type { Id } from '../../src/domain/ids.js'
import { roomConversation } from '../../src/domain/ids.js'
import { messages } from '../../src/projections/messages.js'
import { pending } from '../../src/projections/pending.js'
import { reactions } from '../../src/reactions/loop.js'
import type { TestCore } from '../support/core.js'
import { openCore } from '../support/core.js'
import { kernelWith } from '../support/kernel-with.js'

let product: TestCore
let [alice, bob]: Id[] = []
let room: Id
let conversation: string

beforeAll(async () => {
  product = await openCore()
})
afterAll(() => product.close())
beforeEach(async () => {
  ;[alice, bob] = [await product.person('alice'), await product.person('bob')]
  room = await product.does(alice, (context) =>
    createRoom(context, { by: alice!, users: [bob!], name: 'r', avatar: '' }),
  )
  conversation = roomConversation(room)
})

let said = 0
/** Says something; its logId. */
const say = async (by: Id): Promise<Id> => {
  const msgId = `m${++said}`
  await product.does(by, (context) =>
    sendMessage(context, { conversation, msgId, kind: 1, content: { content: msgId } }),
  )
  const [message] = await product.core.models.get(messages, [`${conversation}/${by}/${msgId}`])
  return message!.logId
}
const log = async () => (await product.stream(`conversation-${conversation}`)).map(({ type }) => type)
const removals = async () => (await log()).filter((type) => type !== 'MessageSent')
const recall = (by: Id, logId: Id) => (context: Context) => recallMessage(context, { by, logId, type: 1 as const })
const remove = (by: Id, logId: Id) => (context: Context) => deleteMessage(context, { by, logId, type: 1 as const })

describe('of many at once', () => {
  test('one recall or deletion takes a message out, and one notice says so', async () => {
    const logId = await say(bob!)
    const before = (await log()).length
    const acts = [recall(bob!, logId), recall(alice!, logId), remove(bob!, logId), recall(bob!, logId)]
    await Promise.all(acts.map((act, index) => product.does(index === 1 ? alice! : bob!, act)))
    expect((await log()).slice(before)).toEqual(['MessageRecalled', 'MessageSent'])
  })
})

describe('a repeat by key', () => {
  test('is answered as the first time, whatever has become of the room', async () => {
    const [one, other] = [await say(alice!), await say(alice!)]
    const keyed = (act: (context: Context) => Promise<void>, key: string) => (context: Context) =>
      act({ ...context, key })
    const acts = [keyed(recall(alice!, one), 'recall'), keyed(remove(alice!, other), 'remove')]
    for (const act of acts) await product.does(alice!, act)
    await product.does(alice!, (context) => dissolveRoom(context, { by: alice!, room }))
    for (const act of acts) await product.does(alice!, act)
    await expect(product.does(alice!, recall(alice!, one))).rejects.toThrow('no-such-room')
    expect(await removals()).toEqual(['MessageRecalled', 'MessageDeleted'])
  })
})

describe('a message of any age', () => {
  test('is found, and that it has gone is known, after much else was said and removed', async () => {
    const logId = await say(bob!)
    await product.does(bob!, remove(bob!, logId))
    const others: Id[] = []
    // the state of the conversation forgets what is older than the last 500 events, in halves
    for (let round = 0; round < 3; round++)
      others.push(...(await Promise.all(Array.from({ length: 520 }, () => say(alice!)))))
    for (const other of others.slice(0, 5)) await product.does(alice!, recall(alice!, other))
    expect(await removals()).toHaveLength(6)
    for (const act of [remove(bob!, logId), recall(bob!, logId)]) await product.does(bob!, act)
    await product.does(alice!, recall(alice!, others[0]!))
    expect(await removals()).toHaveLength(6)
    await product.does(alice!, remove(alice!, others[5]!))
    expect((await removals()).slice(-1)).toEqual(['MessageDeleted'])
  })
})

test('an Idempotency-Key does not take out twice what went without it', async () => {
  const logId = await say(bob!)
  await product.does(bob!, remove(bob!, logId))
  for (let times = 0; times < 2; times++) await deleteMessage(product.as(bob!, 'key'), { by: bob!, logId, type: 1 })
  expect(await removals()).toEqual(['MessageDeleted'])
})

describe('what a crash leaves undone is done by whoever comes, once', () => {
  /** As a process that dies when it would write to a stream of this kind what is no first step. */
  const dying = (context: Context, kind: string): Context => {
    const { kernel } = context
    const handle: Kernel['handle'] = (command) =>
      command.stream.startsWith(kind) && command.metadata.cause !== undefined
        ? Promise.reject(new Error('crashed'))
        : kernel.handle(command)
    return { ...context, kernel: kernelWith(kernel, { handle }) }
  }
  const left = () => product.core.models.find(pending, { index: 'byDue', limit: 10 })
  const crash = async (by: Id, kind: string, command: (context: Context) => Promise<void>) => {
    const context = product.as(by)
    await expect(command(dying(context, kind))).rejects.toThrow('crashed')
    await product.core.models.waitFor(context.effect.position)
    const [step] = await left()
    return step!
  }
  const react = async (step: Awaited<ReturnType<typeof crash>>) =>
    product.does(alice!, (context) => reactions.find(({ fits }) => fits(step))!.run(context, step))

  test('the notice of a recall', async () => {
    const step = await crash(bob!, 'conversation-', recall(bob!, await say(bob!)))
    const before = (await log()).length
    for (let times = 0; times < 2; times++) await react(step)
    expect((await log()).slice(before)).toEqual(['MessageSent'])
    expect(await left()).toEqual([])
  })

  test('the mute after ten reports', async () => {
    const logIds = await Promise.all(Array.from({ length: 10 }, () => say(bob!)))
    const report = (logId: Id) => (context: Context) => reportUser(context, { by: alice!, user: bob!, logId })
    for (const logId of logIds.slice(1)) await product.does(alice!, report(logId))
    expect(await left()).toEqual([])
    const step = await crash(alice!, 'user-', report(logIds[0]!))
    expect(step.event).toMatchObject({ type: 'UserReported', data: { number: 10 } })
    for (let times = 0; times < 2; times++) await react(step)
    const mutes = (await product.stream(`user-${bob!}`)).filter(({ type }) => type === 'UserMuted')
    const until = step.due + 30 * 60_000
    expect(mutes).toMatchObject([{ data: { from: step.due, until, reports: 10 }, metadata: { actor: 'server' } }])
    expect(await left()).toEqual([])
  })
})
