import { afterAll, beforeAll, expect, test } from 'vitest'
import { roomRoutes } from '../../../src/api/rest/room.js'
import type { Edge } from '../../support/edge.js'
import { openEdge } from '../../support/edge.js'
import { fresh } from '../../support/world.js'

const MEMBERS = 2_345
const room = '1'
const [owner, ...others] = Array.from({ length: MEMBERS }, (_, index) => String(1_000 + index)) as [string, ...string[]]
const nameOf = (user: string): string => `user ${user}`

interface Member {
  readonly id: string
  readonly roomNickname: string
  readonly memberLevel: number
}
let edge: Edge
beforeAll(async () => {
  edge = await openEdge({ routes: roomRoutes, env: { MAX_ROOM_MEMBERS: '3000' } })
  const { events, core } = edge
  const register = (user: string) => {
    const data = { user, markId: user, name: nameOf(user), avatar: '', phone: '', secret: { password: '' } }
    return events.append(`user-${user}`, [fresh('UserRegistered', data)], 0)
  }
  await Promise.all([owner, ...others].map(register))
  const data = { room, markId: '1', name: 'a crowd', avatar: '', owner, members: others }
  const { position } = await events.append(`room-${room}`, [fresh('RoomCreated', data)], 0)
  await core.models.waitFor(position)
})
afterAll(() => edge.close())

const ask = async <D>(path: string, body: object): Promise<D> => {
  const init = { method: 'POST', body: JSON.stringify({ roomId: room, ...body }), headers: { who: owner } }
  const { json } = await edge.ask(path, init)
  expect(json).toMatchObject({ result: 0 })
  return json['data'] as D
}
const listed = async (body: object): Promise<string[]> =>
  (await ask<{ userList: Member[] }>('/room/userList', body)).userList.map(({ id }) => id)

test('without a page userList has the first 2,000 members, the owner before all', async () => {
  const found = await listed({})
  expect([found.length, found[0], new Set(found).size]).toEqual([2_000, owner, 2_000])
  expect(await listed({ number: 5 })).toEqual(found)
})

test('by page it has every member once, in the same order', async () => {
  const pages: string[][] = []
  for (let page = 1; pages.at(-1)?.length !== 0; page++) pages.push(await listed({ page, number: 100 }))
  const found = pages.flat()
  expect(pages.map(({ length }) => length)).toEqual([...Array<number>(23).fill(100), 45, 0])
  expect(new Set(found)).toEqual(new Set([owner, ...others]))
  expect(found.slice(0, 2_000)).toEqual(await listed({}))
  expect(await listed({ page: 2 })).toEqual(found.slice(20, 40))
  expect(await listed({ page: 1, number: 1_000 })).toHaveLength(100)
})

test('info shows how many there are and the first 16', async () => {
  const { memberNumber, users } = await ask<{ memberNumber: number; users: Member[] }>('/room/info', {})
  expect([memberNumber, users.length, users[0]?.roomNickname]).toEqual([MEMBERS, 16, nameOf(owner)])
})

test('the last member is found', async () => {
  const last = others.at(-1) ?? ''
  expect((await ask<Member>('/room/userInfo', { userId: last })).roomNickname).toBe(nameOf(last))
})

test('a permission of 0 stays as it is', async () => {
  const set = async (body: object) => {
    await ask('/room/setPermission', body)
    const { canAddFriend, joinPermission } = await ask<Record<string, unknown>>('/room/info', {})
    return [canAddFriend, joinPermission]
  }
  expect(await set({ canAddFriend: 2, joinPermission: 0 })).toEqual([2, 2])
  expect(await set({ canAddFriend: 0, joinPermission: 3 })).toEqual([2, 3])
  expect(await set({ canAddFriend: '0' })).toEqual([2, 3])
})
