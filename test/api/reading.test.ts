import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { chatLog } from '../../src/api/chat-log.js'
import { logItem } from '../../src/api/message-wire.js'
import { unreadOf } from '../../src/api/unread.js'
import { sendMessage } from '../../src/commands/conversation.js'
import type { Context } from '../../src/commands/context.js'
import { moveReaders } from '../../src/commands/reader.js'
import * as rooms from '../../src/commands/room.js'
import type { Id } from '../../src/domain/ids.js'
import { roomConversation } from '../../src/domain/ids.js'
import type { Run } from '../../src/services/presence.js'
import type { World } from '../support/world.js'
import { does, fresh, openWorld, register, streamOf } from '../support/world.js'

let folder: string
let world: World
let room: Id
let conversation: string
const [owner, member, late] = ['10', '20', '30'] as const
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'annals-reading-'))
  world = await openWorld(folder)
  for (const user of [owner, member, late]) await register(world, user)
  const facts = { by: owner, users: [member], name: 'r', avatar: '' }
  room = await does(world, owner, (context) => rooms.createRoom(context, facts))
  conversation = roomConversation(room)
})
afterEach(async () => {
  await world.close()
  await rm(folder, { recursive: true, force: true })
})

const say = async (by: Id, ...msgIds: string[]) => {
  for (const msgId of msgIds)
    await does(world, by, (context) =>
      sendMessage(context, { conversation, msgId, kind: 1, content: { content: msgId } }),
    )
}
const join_ = () => does(world, late, (context) => rooms.applyJoinRoom(context, { by: late, room, reason: '' }))
const leave = () => does(world, late, (context) => rooms.leaveRoom(context, { by: late, room }))
const remove = async (ordinal: number) => {
  const events = await streamOf(world, `conversation-${conversation}`)
  const said = events.map(({ data }) => data as { ordinal: number; logId: Id; msgId: string; sender: Id; kind: number })
  const { logId, msgId, sender } = said.find((each) => each.ordinal === ordinal && each.kind === 1)!
  const last = { lastLogId: said.at(-1)!.logId, lastOrdinal: said.at(-1)!.ordinal }
  const event = fresh('MessageDeleted', { conversation, logId, msgId, sender, ordinal, by: owner, ...last })
  const { position } = await world.disk.append(`conversation-${conversation}`, [event], events.length)
  await world.runner.waitFor(position)
}
const unread = async (user: Id, runs: readonly Run[] = []) => {
  const context: Context = world.as(user)
  const presence = { ...context.presence, runsOf: () => new Map([[conversation, runs]]) }
  const [found] = await unreadOf({ ...context, presence }, user, [conversation, 'room_999'])
  return found && { number: found.number, last: found.last.msgId }
}
const log = (user: Id, number: number, startId?: Id) =>
  does(world, user, (context) => chatLog(context, user, { conversation, startId, number, item: logItem }))
const shown = ({ logs }: Awaited<ReturnType<typeof log>>) =>
  logs.map(({ msgId }) => msgId).filter((id) => !/#/.test(id))

describe('unread', () => {
  test('is what others said since; a notice and one’s own are not', async () => {
    expect(await unread(member)).toBeUndefined()
    await say(owner, 'a', 'b')
    expect(await unread(member)).toEqual({ number: 2, last: 'b' })
    await say(member, 'c')
    expect(await unread(member)).toBeUndefined()
    expect(await unread(owner)).toEqual({ number: 1, last: 'c' })
  })
  test('who joins amid messages starts at none', async () => {
    await say(owner, 'a', 'b')
    await join_()
    expect(await unread(late)).toBeUndefined()
    await say(owner, 'c')
    expect(await unread(late)).toEqual({ number: 1, last: 'c' })
  })
  test('what was removed counts only before it was read', async () => {
    await say(owner, 'a', 'b', 'c')
    await moveReaders(world.as(member), conversation, [{ from: 1, to: 1, users: [member] }])
    await remove(1)
    await remove(3)
    expect(await unread(member)).toEqual({ number: 1, last: 'b' })
    await remove(2)
    expect(await unread(member)).toBeUndefined()
  })
  test('counts what sockets were sent, as far as nothing is missing before it', async () => {
    await say(owner, 'a', 'b', 'c')
    expect(await unread(member, [{ from: 1, to: 2 }])).toMatchObject({ number: 1 })
    expect(
      await unread(member, [
        { from: 1, to: 1 },
        { from: 2, to: 3 },
      ]),
    ).toBeUndefined()
    expect(await unread(member, [{ from: 2, to: 3 }])).toMatchObject({ number: 3 })
  })
  test('shows the newest message that is for this user', async () => {
    await join_()
    await say(owner, 'a')
    await leave()
    expect(await unread(member)).toEqual({ number: 1, last: 'a' })
    expect((await unread(owner))?.last).toBeUndefined()
  })
})

describe('chatLog', () => {
  test('goes back page by page, whole and without doubles', async () => {
    const all = Array.from({ length: 7 }, (_, at) => `m${at}`)
    await say(owner, ...all)
    const found: string[] = []
    for (let next = ''; next !== '-1';) {
      const page = await log(member, 3, next)
      expect(page.logs.length).toBeLessThanOrEqual(3)
      found.push(...shown(page))
      next = page.nextLog
    }
    expect(found).toEqual([...all].reverse())
    expect((await log(member, 3, '-1')).logs).toEqual([])
  })
  test('passes over notices for others, however many', async () => {
    await say(owner, 'a')
    for (let time = 0; time < 12; time++) {
      await join_()
      await leave()
    }
    await say(owner, 'b')
    const { logs } = await log(member, 100)
    expect(logs.filter(({ msgType }) => msgType === 6)).toHaveLength(13)
    expect((await log(owner, 100)).logs.filter(({ msgType }) => msgType === 6)).toHaveLength(25)
    expect((await log(member, 1)).logs).toHaveLength(1)
  })
  test('leaves out what was removed, but may begin there', async () => {
    await say(owner, 'a', 'b', 'c')
    const { logs } = await log(member, 2)
    await remove(2)
    expect(shown(await log(member, 10))).toEqual(['c', 'a'])
    expect(shown(await log(member, 10, logs[1]!.logId))).toEqual(['a'])
  })
  test('counts as read, whatever page was asked for; what begins at no message of it is refused and changes nothing', async () => {
    await say(owner, 'a', 'b')
    await expect(log(member, 1, '12345')).rejects.toThrow('startId')
    expect(await streamOf(world, `readers-${conversation}`)).toEqual([])
    await log(member, 1)
    expect(await unread(member)).toBeUndefined()
  })
})

describe('what is stored of a commit that is not whole yet', () => {
  /** Read models whose documents are ahead of their position. */
  const halfWay = async (before: () => Promise<void>, then: () => Promise<void>) => {
    await before()
    const { position } = world.runner
    await then()
    world.runner.position = position
  }
  test('is not counted and not shown', async () => {
    await halfWay(
      () => say(owner, 'a', 'b'),
      () => say(owner, 'c'),
    )
    expect(await unread(member)).toEqual({ number: 2, last: 'b' })
  })
  test('does not change what was counted by a removal before it', async () => {
    await halfWay(
      async () => {
        await say(owner, 'a', 'b', 'c')
        await remove(3)
      },
      async () => {
        await say(owner, 'd')
        await remove(4)
      },
    )
    expect(await unread(member)).toEqual({ number: 2, last: 'b' })
  })
  test('makes no new conversation', async () => {
    await halfWay(
      () => Promise.resolve(),
      () => say(owner, 'a'),
    )
    expect(await unread(member)).toBeUndefined()
  })
  test('is in no log, and stays unread when the log is read', async () => {
    await halfWay(
      () => say(owner, 'a'),
      () => say(owner, 'b'),
    )
    expect(shown(await log(member, 10))).toEqual(['a'])
    expect(await unread(member)).toEqual({ number: 1, last: 'b' })
  })
  test('is waited for by who names a message of it', async () => {
    await say(owner, 'a')
    const { position } = world.runner
    await say(owner, 'b')
    const { logId } = (await log(owner, 1)).logs[0]!
    const reached = world.runner.position
    world.runner.position = position
    await expect(log(member, 1, logId)).rejects.toThrow('unavailable')
    world.runner.position = reached
    expect(shown(await log(member, 1, logId))).toEqual(['b'])
  })
})
