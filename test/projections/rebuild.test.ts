import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { sendMessage } from '../../src/commands/conversation.js'
import { moveReaders } from '../../src/commands/reader.js'
import * as rooms from '../../src/commands/room.js'
import type { Id } from '../../src/domain/ids.js'
import { roomConversation } from '../../src/domain/ids.js'
import { collectionOf, collectionsOf } from '../../src/projections/apply.js'
import { buildCopy } from '../../src/projections/build.js'
import { projections } from '../../src/projections/index.js'
import { messages } from '../../src/projections/messages.js'
import type { Copy } from '../../src/stores/document-store.js'
import type { World } from '../support/world.js'
import { does, fresh, openWorld, register } from '../support/world.js'

let folder: string
let world: World
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'annals-rebuild-'))
  world = await openWorld(folder, { few: 50 })
})
afterEach(async () => {
  await world.close()
  await rm(folder, { recursive: true, force: true })
})

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, each]) => [name, sorted(each)]),
  )
}
const contentsOf = async (copy: Copy, collection: string): Promise<string> => {
  const lines: string[] = []
  for await (const run of copy.scan(collection)) for (const each of run) lines.push(JSON.stringify(sorted(each)))
  return lines.join('\n')
}

/** What serves, closed and opened again by its pointers; and the same made anew from the log. */
const both = async () => {
  const { documents, disk } = world
  await world.runner.close()
  const pointers = await documents.pointers()
  await documents.close()
  const serving: Record<string, string> = {}
  const replayed: Record<string, string> = {}
  const anew = await documents.copy('anew', collectionsOf(projections))
  await buildCopy(anew, projections, disk.readAll(0), () => undefined)
  for (const name of new Set(Object.values(pointers))) {
    const those = projections.filter((each) => pointers[collectionOf(each)] === name)
    const copy = await documents.copy(name, collectionsOf(those))
    for (const each of those.map(collectionOf)) serving[each] = await contentsOf(copy, each)
    expect(copy.checkpoint).toBe(anew.checkpoint)
  }
  for (const each of projections.map(collectionOf)) replayed[each] = await contentsOf(anew, each)
  return { serving, replayed }
}

const people = ['10', '20', '30', '40', '50']

/** Rooms, members who come and go, messages, cursors. */
const talk = async (room: Id, rounds: number): Promise<void> => {
  const conversation = roomConversation(room)
  for (let round = 0; round < rounds; round++) {
    const guest = people[1 + (round % 4)]!
    await rooms.inviteToRoom(world.as('10'), { by: '10', room, users: [guest] })
    const said = people.slice(0, 1).concat(guest)
    await Promise.all(
      said.map((user) =>
        sendMessage(world.as(user), { conversation, msgId: `${round}`, kind: 1, content: { content: 'hi' } }),
      ),
    )
    await moveReaders(world.as(guest), conversation, [{ from: 1, to: 2 * round + 2, users: [guest] }])
    await rooms.leaveRoom(world.as(guest), { by: guest, room })
  }
}
const create = () =>
  does(world, '10', (context) => rooms.createRoom(context, { by: '10', users: [], name: 'r', avatar: '' }))
const request = async (names: readonly string[]) => {
  for (const name of names) {
    const event = fresh('RebuildRequested', { name })
    const { position } = await world.disk.append(`projection-${name}`, [event], 0)
    await world.runner.waitFor(position)
  }
}

test('beside the live ones, while commands go on, gives what a fresh replay gives', { timeout: 60_000 }, async () => {
  for (const user of people) await register(world, user)
  const room = await create()
  await talk(room, 20)
  const before = await world.documents.pointers()
  await request(projections.map(({ name }) => name))
  let talking = true
  const traffic = (async () => {
    while (talking) await talk(room, 1)
  })()
  await world.runner.rebuilt()
  talking = false
  await traffic
  await world.runner.waitFor(await world.disk.head())

  const after = await world.documents.pointers()
  for (const each of projections.map(collectionOf)) expect(after[each]).not.toBe(before[each])
  const { serving, replayed } = await both()
  expect(Object.keys(serving).sort()).toEqual(projections.map(collectionOf).sort())
  for (const name of Object.keys(replayed)) expect(serving[name], name).toBe(replayed[name])
  expect(serving[collectionOf(messages)]?.split('\n').length).toBeGreaterThan(60)
})

test('a start from nothing in a thread of its own gives what was there', { timeout: 60_000 }, async () => {
  for (const user of people) await register(world, user)
  await talk(await create(), 15)
  await world.runner.waitFor(await world.disk.head())
  await world.close()
  await rm(`${folder}/read-models`, { recursive: true })
  world = await openWorld(folder, { few: 1 })
  expect(world.sentences.join('\n')).toMatch(/built users, .* up to \d+/)
  const { serving, replayed } = await both()
  expect(serving).toEqual(replayed)
})
