import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Context } from '../../src/commands/context.js'
import * as friendship from '../../src/commands/friendship.js'
import * as rooms from '../../src/commands/room.js'
import { pending } from '../../src/projections/pending.js'
import { whenNoticesAreMissingSayThem as reaction } from '../../src/reactions/when-notices-are-missing-say-them.js'
import { StoreUnavailable } from '../../src/stores/event-store.js'
import type { EventStore, NewEvent } from '../../src/stores/event-store.js'
import type { World } from '../support/world.js'
import { does, openWorld, register, streamOf } from '../support/world.js'

const [alice, bob, carol] = ['11', '22', '33'] as const
const KEY = 'the same command'

interface Case {
  /** What was there before. */
  readonly before: (world: World, room: string) => Promise<unknown>
  /** Who does what, and dies before its second step. */
  readonly by: string
  readonly command: (context: Context, room: string) => Promise<unknown>
  /** The notices that are missing then, by conversation. */
  readonly missing: (room: string) => Readonly<Record<string, readonly number[]>>
}

const inRoom = (...types: readonly number[]) => ({ missing: (room: string) => ({ [`room_${room}`]: types }) })
const pair = `friend_${alice}_${bob}`
const by = alice
const nothing = { before: async () => undefined }
const joining = (permission: 1 | 2) => (world: World, room: string) =>
  does(world, alice, (context) => rooms.setRoomPermissions(context, { by, room, joinPermission: permission }))
const applied = async (world: World, room: string) => {
  await joining(1)(world, room)
  await does(world, carol, (context) => rooms.applyJoinRoom(context, { by: carol, room, reason: '' }))
}
const asked = (from?: 'room') => (world: World, room: string) =>
  does(world, bob, (context) => {
    const together = from === undefined ? {} : { room }
    return friendship.requestFriend(context, { by: bob, other: alice, reason: '', remark: '', ...together })
  })
const accept = (context: Context) => friendship.respondFriend(context, { by, other: bob, agree: true })
const befriended = async (world: World, room: string) => {
  await asked()(world, room)
  await does(world, alice, accept)
}

/** Alice owns a room that Bob is in and Carol is not. */
const cases: Readonly<Record<string, Case>> = {
  invite: {
    ...{ ...nothing, by, ...inRoom(17) },
    command: (context, room) => rooms.inviteToRoom(context, { by, room, users: [carol] }),
  },
  join: {
    ...{ ...nothing, by: carol, ...inRoom(5) },
    command: (context, room) => rooms.applyJoinRoom(context, { by: carol, room, reason: '' }),
  },
  approve: {
    ...{ before: applied, by, ...inRoom(5) },
    command: (context, room) => rooms.approveJoinRoom(context, { by, room, user: carol, agree: true }),
  },
  leave: {
    ...{ ...nothing, by: bob, ...inRoom(3) },
    command: (context, room) => rooms.leaveRoom(context, { by: bob, room }),
  },
  kick: {
    ...{ ...nothing, by, ...inRoom(4) },
    command: (context, room) => rooms.kickFromRoom(context, { by, room, users: [bob] }),
  },
  promote: {
    ...{ ...nothing, by, ...inRoom(10) },
    command: (context, room) => rooms.setMemberLevel(context, { by, room, user: bob, level: 2 }),
  },
  transfer: {
    ...{ ...nothing, by, ...inRoom(9) },
    command: (context, room) => rooms.setMemberLevel(context, { by, room, user: bob, level: 3 }),
  },
  dissolve: {
    ...{ ...nothing, by, ...inRoom(6) },
    command: (context, room) => rooms.dissolveRoom(context, { by, room }),
  },
  accept: { before: asked(), by, command: accept, missing: () => ({ [pair]: [13] }) },
  'accept from a room': {
    ...{ before: asked('room'), by, command: accept },
    missing: (room) => ({ [pair]: [13], [`room_${room}`]: [7] }),
  },
  unfriend: {
    ...{ before: befriended, by, missing: () => ({ [pair]: [8] }) },
    command: (context) => friendship.removeFriend(context, { by, other: bob }),
  },
}

let folder: string
let world: World
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'annals-crash-points-'))
})
afterEach(async () => {
  await world.close()
  await rm(folder, { recursive: true, force: true })
})

/** A log that ends, as by a crash, before anything is said in a conversation. */
const dying = (events: EventStore): EventStore => ({
  append: async (stream: string, those: readonly NewEvent[], version: number) => {
    if (stream.startsWith('conversation-')) throw new StoreUnavailable('crashed')
    return events.append(stream, those, version)
  },
  read: (...asked_) => events.read(...asked_),
  readAll: (...asked_) => events.readAll(...asked_),
  subscribe: (...asked_) => events.subscribe(...asked_),
  head: () => events.head(),
  close: () => events.close(),
})

const noticesIn = async (conversation: string): Promise<readonly number[]> =>
  (await streamOf(world, `conversation-${conversation}`)).map(
    ({ data }) => (data as { notice: { type: number } }).notice.type,
  )

/** The command's first step alone is in the log; then the process starts again. */
const crashed = async ({ before, by: who, command }: Case): Promise<string> => {
  world = await openWorld(folder)
  for (const user of [alice, bob, carol]) await register(world, user)
  const room = await does(world, alice, (context) =>
    rooms.createRoom(context, { by, users: [bob], name: 'r', avatar: '' }),
  )
  await before(world, room)
  await world.close()
  world = await openWorld(folder, { wrap: dying })
  await expect(command(world.as(who, KEY), room)).rejects.toThrow('unavailable')
  await world.close()
  world = await openWorld(folder)
  return room
}

/** What the loop does with what is left; its own beat is `loop.test.ts`'s. */
const finish = async (): Promise<void> => {
  for (const each of await left()) await does(world, alice, (context) => reaction.run(context, each))
}
const left = () => world.runner.find(pending, { index: 'byDue' })

/** Notices of these conversations beside those that were there. */
const newNotices = async (each: Case) => {
  const room = await crashed(each)
  const before = new Map<string, number>()
  for (const conversation of Object.keys(each.missing(room)))
    before.set(conversation, (await noticesIn(conversation)).length)
  return async () => {
    const found: Record<string, readonly number[]> = {}
    for (const [conversation, length] of before) found[conversation] = (await noticesIn(conversation)).slice(length)
    return { room, found }
  }
}

test.each(Object.entries(cases))('%s: what a crash left unsaid is said once', async (_, each) => {
  const notices = await newNotices(each)
  expect(await left()).toHaveLength(1)
  await finish()
  const { room, found } = await notices()
  expect(found).toEqual(each.missing(room))
  expect(await left()).toEqual([])
  await does(world, each.by, (context) => each.command({ ...context, key: KEY }, room))
  expect(await notices()).toEqual({ room, found })
})

test.each(Object.entries(cases))('%s: once also if the command is repeated at the same time', async (_, each) => {
  const notices = await newNotices(each)
  const { room } = await notices()
  await Promise.all([finish(), does(world, each.by, (context) => each.command({ ...context, key: KEY }, room))])
  expect((await notices()).found).toEqual(each.missing(room))
  expect(await left()).toEqual([])
})
