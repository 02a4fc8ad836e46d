import { setTimeout } from 'node:timers/promises'
import { readLog } from './reading.js'
import type { Person, World } from './world.js'
import { read } from './world.js'

const PATIENCE_MS = 60_000

/** Waits until every device has caught up and every message is answered; then everybody reads everything. */
export const settle = async (world: World): Promise<void> => {
  const devices = world.people.flatMap((person) => person.devices)
  for (const began = Date.now(); devices.some((device) => !device.isSettled); await setTimeout(50)) {
    if (Date.now() - began < PATIENCE_MS) continue
    const names = devices.filter((device) => !device.isSettled).map(({ name, waiting }) => `${name} (${waiting.size})`)
    return world.findings.note('failure', `these were not answered: ${names.join(', ')}`)
  }
  for (const [conversation, people] of world.conversations)
    for (const person of people) await readLog(world, person, conversation)
}

interface Rooms {
  readonly roomList: readonly { readonly id: string }[]
}
interface Friends {
  readonly userList: readonly { readonly id: string }[]
}
interface Unread {
  readonly infos: readonly { readonly id: string; readonly number: number }[]
}

const differ = (world: World, what: string, found: readonly string[], wanted: readonly string[]): void => {
  if ([...found].sort().join() === [...wanted].sort().join()) return
  world.findings.note('wrong', `${what}: found ${[...found].sort().join()} instead of ${[...wanted].sort().join()}`)
}

const roomsOf = (world: World, person: Person): string[] => {
  const stable = [...world.conversations].flatMap(([conversation, people]) =>
    conversation.startsWith('room_') && people.includes(person) ? [conversation.slice('room_'.length)] : [],
  )
  const changing = [...world.members].map((key) => key.split('/')).filter(([, user]) => user === person.id)
  return [...stable, ...changing.map(([room = '']) => room)]
}

const friendsOf = (world: World, person: Person): string[] => {
  const stable = [...world.conversations].flatMap(([conversation, people]) =>
    conversation.startsWith('friend_') && people.includes(person) ? people.filter((other) => other !== person) : [],
  )
  const changing = [...world.friends].map((key) => key.split('/')).filter(([one]) => one === person.id)
  return [...stable.map(({ id }) => id), ...changing.map(([, other = '']) => other)]
}

/** Rooms, friends, names and unread counts are as the answers said; nothing changes meanwhile. */
export const checkLists = async (world: World): Promise<void> => {
  for (const person of world.people) {
    const { roomList } = await read<Rooms>(world, person, '/room/list', { type: 3 })
    differ(world, `rooms of ${person.id}`, idsOf(roomList), roomsOf(world, person))
    const { userList } = await read<Friends>(world, person, '/friend/list', { type: 3 })
    differ(world, `friends of ${person.id}`, idsOf(userList), friendsOf(world, person))
    const { name } = await read<{ name: string }>(world, person, '/user/userInfo')
    differ(world, `name of ${person.id}`, [name], [person.nickname])
    const unread = await Promise.all(
      ['/room/unread', '/friend/unread'].map((path) => read<Unread>(world, person, path)),
    )
    const fixed = [...world.conversations.keys()]
    const counted = unread
      .flatMap(({ infos }) => infos)
      .filter(({ id }) => fixed.some((key) => key === `room_${id}` || isPair(key, id)))
    for (const { id, number } of counted) world.findings.note('wrong', `${person.id} has ${number} unread in ${id}`)
  }
}

const idsOf = (list: readonly { readonly id: string }[]): string[] => list.map(({ id }) => id)
const isPair = (conversation: string, id: string): boolean =>
  conversation.startsWith('friend_') && conversation.split('_').includes(id)
