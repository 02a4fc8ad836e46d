import { addGroup } from '../support/staff.js'
import type { Client } from '../support/product.js'
import type { Name, Play } from './notices-and-frames.plays.js'

const all: readonly Name[] = ['owner', 'manager', 'member']
const everybody: readonly Name[] = [...all, 'guest', 'stranger']
const older = 'older clients in the conversation'

let room: string
let group: string
let said: string

const say = async (speaker: Client): Promise<void> => {
  const socket = await speaker.socket()
  said = String((await socket.say({ targetId: room }))['logId'])
  await socket.close()
}
const speaking: Play = {
  call: 'event 0 to a room or friend',
  parts: { members: all },
  act: ({ member }) => say(member),
}
const removing = (call: string, path: string, by: Name): Play => ({
  call,
  parts: { members: all, [older]: all },
  act: (people) => people[by].ok(path, { logId: said, type: 1 }),
})
const toEverybody = (call: string, act: Play['act']): Play => ({ call, parts: { everybody }, act })
const changing = (call: string, type: number): Play =>
  toEverybody(call, ({ owner }) => owner.ok('/group/setStatus', { groupId: group, type }))

/** What is taken out of a room, and what the owner does, who is staff. */
export const ofStaff: readonly Play[] = [
  {
    call: '/room/create',
    parts: { members: all, 'who joined': all },
    async act({ owner, manager, member }) {
      room = (await owner.ok<{ id: string }>('/room/create', { users: [manager.id, member.id] })).id
    },
  },
  {
    call: '/room/setLevel: 2',
    parts: { members: all },
    act: ({ owner, manager }) => owner.ok('/room/setLevel', { roomId: room, userId: manager.id, level: 2 }),
  },
  speaking,
  removing('/chat33/RevokeMessage: by a manager', '/chat33/RevokeMessage', 'manager'),
  speaking,
  removing('/chat33/RevokeMessage: one’s own', '/chat33/revokeMsg', 'member'),
  speaking,
  removing('/chat33/deleteMsg', '/chat33/deleteMsg', 'member'),
  toEverybody('/group/addGroup', async ({ owner }) => {
    group = await addGroup(owner, 'Lobby')
  }),
  changing('/group/setStatus: close', 1),
  changing('/group/setStatus: open', 0),
  changing('/group/setStatus: delete', 2),
  {
    call: '/user/muted',
    parts: { 'who was muted': ['guest'] },
    act: ({ owner, guest }) => owner.ok('/user/muted', { id: guest.id, mutedTime: 60_000 }),
  },
]
