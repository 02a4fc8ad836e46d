import type { Id } from '../../src/domain/ids.js'
import { temporaryFolder } from '../client/folders.js'
import { settle } from './settle.js'
import { settingsOf, type Stores } from './stores.js'
import type { Person } from './world-writer.js'
import { WorldWriter } from './world-writer.js'

/** 100 bytes. */
export const TEXT =
  'The quick brown fox jumps over the lazy dog, and the dog wonders what all the hurry could be for ...'

const people = async (writer: WorldWriter, count: number): Promise<Person[]> => {
  const all: Person[] = []
  for (let i = 0; i < count; i++) all.push(await writer.person(`person ${i}`))
  return all
}

/** A data folder and who is in which room. */
export interface Crowd {
  readonly folder: string
  /** What a server on it has to be told. */
  readonly settings: Readonly<Record<string, string>>
  readonly people: readonly Person[]
  /** Rooms with the indexes of their members. */
  readonly rooms: readonly { readonly id: Id; readonly members: readonly number[] }[]
}

/** So many people; `rooms[i]` lists the members of one room by their numbers, of whom the first says so many messages. The read models are built. */
export const crowd = async (
  count: number,
  rooms: readonly (readonly number[])[],
  { messages = 0, stores: chosen = {} }: { readonly messages?: number; readonly stores?: Stores } = {},
): Promise<Crowd> => {
  const folder = await temporaryFolder()
  const writer = await WorldWriter.open(folder)
  const all = await people(writer, count)
  const made: { id: Id; members: readonly number[] }[] = []
  for (const [i, members] of rooms.entries()) {
    const those = members.flatMap((member) => all[member] ?? [])
    const id = await writer.room(`room ${i}`, those)
    for (let said = 0; said < messages; said++) await writer.say(id, those[0] as Person, `m${said}`, TEXT)
    made.push({ id, members })
  }
  await writer.close()
  const { stores } = await settle(folder, writer.events, chosen)
  return { folder, settings: settingsOf(stores), people: all, rooms: made }
}

/** A data folder with one chat room and one person. The read models are built. */
export const lobby = async (): Promise<{ readonly folder: string; readonly speaker: Person; readonly group: Id }> => {
  const folder = await temporaryFolder()
  const writer = await WorldWriter.open(folder)
  const speaker = await writer.person('speaker')
  const group = await writer.group('lobby', speaker)
  await writer.close()
  await settle(folder, writer.events, {})
  return { folder, speaker, group }
}

/** Numbers from 0. */
export const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i)

/** A place in a room's log. */
export interface Place {
  readonly room: Id
  readonly logId: Id
  /** Of its document in `messages`. */
  readonly key: string
}

/** A data folder with a long log, as the main job writes it. */
export interface LongLog {
  readonly folder: string
  readonly events: number
  readonly messages: number
  /** In 500 rooms, with all messages unread. */
  readonly reader: Person
  readonly places: readonly Place[]
  readonly seconds: number
}

const TALKERS = 2_000
const ROOMS = 500
const BUSY = 100
const PLACES = 20_000

/**
 * So many messages in 100 rooms, and beside each as the main job has them: a joining to every fifth or sixth message, a leaving to every
 * thirty-third, a new name to every ninetieth. One reader is in 400 more rooms, where one message stands.
 */
export const longLog = async (messages: number, progress: (sentence: string) => void): Promise<LongLog> => {
  const began = performance.now()
  const folder = await temporaryFolder()
  const writer = await WorldWriter.open(folder)
  const talkers = await people(writer, TALKERS)
  const reader = await writer.person('reader')
  const rooms: Id[] = []
  for (let i = 0; i < ROOMS; i++) rooms.push(await writer.room(`room ${i}`, [talkers[i] as Person, reader]))
  for (const [i, room] of rooms.entries()) if (i >= BUSY) await writer.say(room, talkers[i] as Person, 'hello', TEXT)
  const members = rooms.map((_, i) => [talkers[i] as Person])
  const places: Place[] = []
  const stride = Math.max(1, Math.floor(messages / PLACES))
  for (let i = 0; i < messages; i++) {
    const number = (i * 7) % BUSY
    const room = rooms[number] as Id
    const inside = members[number] as Person[]
    const sender = inside[(i * 31) % inside.length] as Person
    await changes(writer, room, { i, inside, talkers })
    const { logId, msgId } = await writer.say(room, sender, `m${i}`, TEXT)
    if (i % stride === 0) places.push({ room, logId, key: `room_${room}/${sender.id}/${msgId}` })
    if (i % 100_000 === 99_999) progress(`${i + 1} of ${messages} messages are written`)
  }
  await writer.close()
  return { folder, events: writer.events, messages, reader, places, seconds: (performance.now() - began) / 1000 }
}

const changes = async (
  writer: WorldWriter,
  room: Id,
  { i, inside, talkers }: { i: number; inside: Person[]; talkers: readonly Person[] },
): Promise<void> => {
  if (i % 11 === 0 || i % 11 === 5) {
    const newcomer = talkers[(i * 13) % TALKERS] as Person
    if (inside.includes(newcomer)) await writer.rename(newcomer, `person ${i}`)
    else {
      await writer.join(room, newcomer)
      inside.push(newcomer)
    }
  } else if (i % 33 === 1 && inside.length > 1) await writer.leave(room, inside.pop() as Person)
  else if (i % 90 === 2) await writer.rename(inside[0] as Person, `person ${i}`)
}
