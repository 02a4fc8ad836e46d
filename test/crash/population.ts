import type { Person, World } from './world.js'
import { addDevice, command, register, signIn } from './world.js'
import { pairOf } from './storm.js'

const PEOPLE = 14
/** Who has no device: he reads and commands by REST only. */
const ASLEEP = 4

const founded = async (world: World, owner: Person, members: readonly Person[]): Promise<string> => {
  const body = { roomName: `of ${owner.nickname}`.slice(0, 20), users: members.map(({ id }) => id) }
  const { data } = await command(world, owner, '/room/create', body)
  return data.id ?? ''
}

const connected = async (world: World, person: Person, index: number): Promise<void> => {
  addDevice(world, person, 'phone', person.token)
  if (index % 3 !== 0) return
  const { data } = await signIn(world, person.mobile, 'PC')
  addDevice(world, person, 'pc', data.token)
}

/** People, rooms and friendships that never change, and rooms that do. */
export const populate = async (world: World): Promise<void> => {
  for (let index = 0; index < PEOPLE; index++) await register(world, `person ${index}`)
  const people = [...world.people]
  for (const [index, person] of people.slice(ASLEEP).entries()) await connected(world, person, index)
  for (let room = 0; room < 3; room++) {
    const inside = people.filter((_, index) => index % 3 !== room)
    const [owner = people[0] as Person, ...others] = inside
    const id = await founded(world, owner, others)
    world.stable.push({ id, owner })
    world.conversations.set(`room_${id}`, inside)
  }
  for (let index = 0; index + 5 < people.length; index += 2) {
    const [one, other] = [people[index] as Person, people[index + 5] as Person]
    await command(world, one, '/friend/add', { id: other.id })
    await command(world, other, '/friend/response', { id: one.id, agree: 1 })
    world.conversations.set(pairOf(one, other), [one, other])
  }
  for (const owner of people.slice(0, 4)) {
    const id = await founded(world, owner, [])
    world.members.add(`${id}/${owner.id}`)
    world.changing.push({ id, owner })
  }
}
