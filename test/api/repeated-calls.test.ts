import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Client, Reply, TestProduct } from '../support/product.js'
import { openProduct } from '../support/product.js'

let product: TestProduct
let alice: Client, bob: Client
let room: string
beforeAll(async () => {
  product = await openProduct()
  ;[alice, bob] = (await product.people('alice', 'bob')) as [Client, Client]
})
afterAll(() => product.close())
beforeEach(async () => {
  room = (await alice.ok<{ id: string }>('/room/create', { roomName: 'a room', users: [bob.id] })).id
})

interface Answer {
  readonly code: number
  readonly data: Readonly<Record<string, unknown>>
  readonly position: string | null
  readonly cookies: readonly string[]
}
const call = async (path: string, body: object, headers: Record<string, string>): Promise<Answer> => {
  const response = await fetch(product.url + path, { method: 'POST', body: JSON.stringify(body), headers })
  const { result, data } = (await response.json()) as Reply<Record<string, unknown>>
  const position = response.headers.get('Annals-Position')
  return { code: result, data, position, cookies: response.headers.getSetCookie() }
}
/** A repeat may tell a later position, so that what it answers can be read. */
const again = ({ position: at, ...rest }: Answer) => ({
  ...rest,
  position: expect.toSatisfy((later: string) => Number(later) >= Number(at)) as unknown,
})
const keyed = (person: Client, key: string, path: string, body: object) =>
  call(path, body, { 'FZM-AUTH-TOKEN': person.token, 'Idempotency-Key': key })
const as = (person: Client, path: string, body: object) => call(path, body, { 'FZM-AUTH-TOKEN': person.token })

const membersOf = async (): Promise<unknown[]> => {
  const { userList } = await alice.ok<{ userList: { id: string }[] }>('/room/userList', { roomId: room })
  return userList.map(({ id }) => id)
}

describe('the same key is the same command, for ever', () => {
  test('a leave, after he came back', async () => {
    const key = `leave ${room}`
    const first = await keyed(bob, key, '/room/loginOut', { roomId: room })
    await bob.ok('/room/joinRoomApply', { roomId: room })
    expect(await keyed(bob, key, '/room/loginOut', { roomId: room })).toEqual(again(first))
    expect(await membersOf()).toEqual([alice.id, bob.id])
  })

  test('a joining, after he left again', async () => {
    const key = `join ${room}`
    await bob.ok('/room/loginOut', { roomId: room })
    const first = await keyed(bob, key, '/room/joinRoomApply', { roomId: room })
    await bob.ok('/room/loginOut', { roomId: room })
    expect(await keyed(bob, key, '/room/joinRoomApply', { roomId: room })).toEqual(again(first))
    expect(await membersOf()).toEqual([alice.id])
  })

  test('a kick, after he was invited again', async () => {
    const key = `kick ${room}`
    const first = await keyed(alice, key, '/room/kickOut', { roomId: room, users: [bob.id] })
    expect(await alice.ok('/room/joinRoomInvite', { roomId: room, users: [bob.id] })).toEqual({ state: 1 })
    expect(await keyed(alice, key, '/room/kickOut', { roomId: room, users: [bob.id] })).toEqual(again(first))
    expect(await membersOf()).toEqual([alice.id, bob.id])
  })

  test('a creation, at once and later', async () => {
    const key = `create ${room}`
    const create = () => keyed(alice, key, '/room/create', { roomName: 'once', users: [] })
    const [first, same] = await Promise.all([create(), create()])
    expect(first.code).toBe(0)
    expect([same.data['id'], (await create()).data['id']]).toEqual([first.data['id'], first.data['id']])
  })

  test('a creation, after the room was dissolved', async () => {
    const key = `create and dissolve ${room}`
    const first = await keyed(alice, key, '/room/create', { users: [bob.id] })
    await alice.ok('/room/delete', { roomId: String(first.data['id']) })
    const second = await keyed(alice, key, '/room/create', { users: [bob.id] })
    expect([second.code, second.data['id'], second.data['name']]).toEqual([0, first.data['id'], first.data['name']])
  })

  test('a friendship that was ended by a key stays begun anew', async () => {
    const key = `friends ${room}`
    await product.befriend(alice, bob)
    const first = await keyed(alice, key, '/friend/delete', { id: bob.id })
    await product.befriend(alice, bob)
    expect(await keyed(alice, key, '/friend/delete', { id: bob.id })).toEqual(again(first))
    expect(await bob.ok('/user/userInfo', { id: alice.id })).toMatchObject({ isFriend: 1 })
    await alice.ok('/friend/delete', { id: bob.id })
  })

  test('a sign-out that comes again with a newer session, which stays live and keeps its cookie', async () => {
    const key = `logout ${room}`
    const [older, newer] = [await product.signIn(bob, 'PC'), await product.signIn(bob, 'Web')]
    const first = await keyed(older, key, '/user/logout', {})
    expect(first.cookies).toEqual([expect.stringMatching(/^session-login=;/)])
    expect(await keyed(older, key, '/user/logout', {})).toEqual({ ...first, position: null })
    expect(await keyed(newer, key, '/user/logout', {})).toEqual({ ...again(first), cookies: [] })
    expect([await older.code('/user/userInfo'), await newer.code('/user/userInfo')]).toEqual([-1004, 0])
  })

  test('of another user, or on another path, it is another one', async () => {
    const key = `nickname ${room}`
    for (const person of [alice, bob]) {
      await keyed(person, key, '/room/setMemberNickname', { roomId: room, nickname: person.name.toUpperCase() })
      await keyed(person, key, '/room/stickyOnTop', { roomId: room, stickyOnTop: 1 })
      const item = await alice.ok('/room/userInfo', { roomId: room, userId: person.id })
      expect(item).toMatchObject({ roomNickname: person.name.toUpperCase() })
      const { roomList } = await person.ok<{ roomList: { id: string; onTop: number }[] }>('/room/list', { type: 3 })
      expect(roomList.find(({ id }) => id === room)?.onTop).toBe(1)
    }
  })

  test('a key has 1 to 100 characters', async () => {
    const codes = ['', 'x'.repeat(101), 'x'.repeat(100)].map(
      async (key) => (await keyed(alice, key, '/room/info', { roomId: room })).code,
    )
    expect(await Promise.all(codes)).toEqual([-1001, -1001, 0])
  })
})

test('Annals-Position is where the effect of a command stands in the log; what changes nothing has none', async () => {
  const before = await product.head()
  const { position } = await as(alice, '/room/setMemberNickname', { roomId: room, nickname: 'A' })
  const [event] = await product.events(before)
  expect([event?.type, String(event?.position)]).toEqual(['MemberNicknameSet', position])
  expect((await as(alice, '/room/info', { roomId: room })).position).toBeNull()
  expect((await as(bob, '/room/delete', { roomId: room })).position).toBeNull()
})

test('a path under /chat is the same command, and rootId is roomId', async () => {
  const key = `chat ${room}`
  const first = await keyed(alice, key, '/chat/room/kickOut', { rootId: room, users: [bob.id] })
  expect(first.code).toBe(0)
  expect(await keyed(alice, key, '/room/kickOut', { ROOMID: Number(room), users: [Number(bob.id)] })).toEqual(
    again(first),
  )
})

test('a whole Set-Cookie line that is sent back as a cookie signs in', async () => {
  const body = { mobile: alice.mobile, password: 'correct horse' }
  const { cookies } = await call('/user/pwdLogin', body, { 'FZM-DEVICE': 'PC' })
  expect(cookies[0]).toMatch(/^session-login=/)
  const { data } = await call('/user/userInfo', {}, { Cookie: `${cookies[0]}; Expires=Wed, 01 Jan 2098 00:00:00 GMT` })
  expect(data['id']).toBe(alice.id)
})
