import type { Server } from '../../bench/client/server.js'
import type { SocketClient } from '../support/socket-client.js'
import { openSocket } from '../support/socket-client.js'
import { ask } from './asking.js'
import type { Person } from './people.js'
import { act, register, says } from './people.js'
import type { Known } from './values.js'

const LIVE = ['owner', 'manager', 'member', 'stranger', 'friend', 'staff', 'admin', 'muted'] as const
type Name = (typeof LIVE)[number] | 'dead' | 'takenOver' | 'forged' | 'visitor'
export type People = Readonly<Record<Name, Person>>

export const gather = async (server: Server): Promise<People> => {
  const live = await Promise.all(LIVE.map(async (name) => [name, await register(server, name)] as const))
  const people: People = {
    ...(Object.fromEntries(live) as Record<(typeof LIVE)[number], Person>),
    dead: await register(server, 'dead', 'dead'),
    takenOver: await register(server, 'taken over', 'taken-over'),
    forged: await register(server, 'forged', 'forged'),
    visitor: { name: 'visitor', id: '', mobile: '', standing: 'visitor', token: '', cookie: '', socketCookie: '' },
  }
  await act(server, `/admin/users/${people.staff.id}/level`, { level: 2 })
  await act(server, `/admin/users/${people.admin.id}/level`, { level: 3 })
  return people
}

/** A call that may be refused. */
const tries = async ({ url }: Server, { token }: Person, path: string, body: object): Promise<void> => {
  await ask(url + path, { headers: { 'FZM-AUTH-TOKEN': token }, bytes: Buffer.from(JSON.stringify(body)) })
}

const socketOf = ({ url }: Server, { token }: Person): Promise<SocketClient> =>
  openSocket(`${url.replace('http', 'ws')}/ws`, { 'FZM-AUTH-TOKEN': token })

/** Says something; its logId. */
const said = async (server: Server, person: Person, target: object, group?: string): Promise<string> => {
  const socket = await socketOf(server, person)
  if (group !== undefined) socket.send({ eventType: 1, msgId: 'enter', groupId: group })
  const { logId } = await socket.say(target)
  await socket.close()
  if (typeof logId !== 'string') throw new Error(`${person.name} may not say something to ${JSON.stringify(target)}`)
  return logId
}

interface Named {
  readonly id: string
}
const roomsOf = async (server: Server, { owner, manager, member, stranger }: People): Promise<readonly string[]> => {
  const create = async (by: Person, ...users: readonly Person[]): Promise<string> =>
    (await says<Named>(server, by, '/room/create', { users: users.map(({ id }) => id) })).id
  const [open, approval, closed, dissolved] = [
    await create(owner, manager, member),
    await create(owner, manager),
    await create(owner, manager, member),
    await create(owner, member),
  ]
  await says(server, owner, '/room/setLevel', { roomId: open, userId: manager.id, level: 2 })
  await says(server, owner, '/room/setPermission', { roomId: approval, joinPermission: 1 })
  await says(server, owner, '/room/setPermission', { roomId: closed, joinPermission: 3, canAddFriend: 2 })
  await says(server, stranger, '/room/joinRoomApply', { roomId: approval, applyReason: 'please' })
  await says(server, owner, '/room/delete', { roomId: dissolved })
  return [open, approval, closed, dissolved, await create(stranger), '999999999999']
}

const groupsOf = async (server: Server, { staff }: People): Promise<readonly string[]> => {
  const create = async (...statuses: readonly number[]): Promise<string> => {
    await says(server, staff, '/group/addGroup', { groupName: 'a chat room' })
    const { groups } = await says<{ groups: readonly { groupId: string }[] }>(server, staff, '/group/list', {
      groupStatus: 1,
    })
    const groupId = groups[0]?.groupId ?? ''
    for (const type of statuses) await says(server, staff, '/group/setStatus', { groupId, type })
    return groupId
  }
  return [await create(), await create(1), await create(2)]
}

const logIdsOf = async (server: Server, people: People, rooms: readonly string[], groups: readonly string[]) => {
  const { owner, member, stranger, friend, staff } = people
  const [open = '', foreign = ''] = [rooms[0], rooms[4]]
  const [group = ''] = groups
  const taken = await said(server, owner, { channelType: 2, targetId: open })
  await says(server, owner, '/chat33/RevokeMessage', { logId: taken, type: 1 })
  const { logs } = await says<{ logs: readonly { logId: string }[] }>(server, owner, '/room/chatLog', { id: open })
  return [
    taken,
    logs[0]?.logId ?? '',
    await said(server, owner, { channelType: 2, targetId: open }),
    await said(server, member, { channelType: 2, targetId: open }),
    await said(server, friend, { channelType: 3, targetId: owner.id }),
    await said(server, stranger, { channelType: 2, targetId: foreign }),
    await said(server, staff, { channelType: 1, targetId: group }, group),
  ]
}

/** Makes rooms, friends, chat rooms and messages anew, so that good calls have something to be done to. */
export const settle = async (server: Server, people: People): Promise<Known> => {
  const { owner, friend, member, stranger, muted, admin } = people
  const all = Object.values(people).filter(({ id }) => id !== '')
  for (const { id } of all) await act(server, `/admin/users/${id}/mute`, { until: 0 })
  await says(server, admin, '/user/muted', { id: muted.id, muted_time: 3_600_000 })
  await tries(server, owner, '/friend/add', { id: friend.id })
  await tries(server, friend, '/friend/response', { id: owner.id, agree: 1 })
  await tries(server, member, '/friend/add', { id: stranger.id })
  const rooms = await roomsOf(server, people)
  const groups = await groupsOf(server, people)
  const logIds = await logIdsOf(server, people, rooms, groups)
  const { applyList } = await says<{ applyList: readonly Named[] }>(server, stranger, '/chat33/applyList', {})
  const requests = [applyList[0]?.id ?? '', applyList[1]?.id ?? '']
  return { users: [...all.map(({ id }) => id), '999999999999'], rooms, groups, logIds, requests }
}
