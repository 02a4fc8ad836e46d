import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Client, TestProduct } from '../../support/product.js'
import { openProduct } from '../../support/product.js'

interface Item {
  readonly id: string
  readonly addTime: number
  readonly isDelete: number
}
interface Log {
  readonly logs: readonly { readonly msg: { readonly type: number }; readonly remark: string }[]
  readonly nextLog: string
}

const UNKNOWN = '999999999999'
let product: TestProduct
let alice: Client, bob: Client, carol: Client

beforeAll(async () => {
  product = await openProduct()
})
afterAll(() => product.close())
beforeEach(async () => {
  ;[alice, bob, carol] = (await product.people('alice', 'bob', 'carol')) as [Client, Client, Client]
})
const friendsOf = async (client: Client, body: object = { type: 3 }) =>
  (await client.ok<{ userList: readonly Item[] }>('/friend/list', body)).userList

describe('requests', () => {
  test('stand in requestList, newest first, and are answered', async () => {
    await alice.ok('/friend/add', { id: bob.id, reason: 'hi', remark: 'Bobby' })
    await carol.ok('/friend/add', { id: bob.id })
    const requests = await bob.ok<readonly object[]>('/friend/requestList')
    expect(requests).toMatchObject([
      { id: carol.id, status: 1 },
      {
        id: alice.id,
        username: 'alice',
        avatar: '',
        sex: '',
        reason: 'hi',
        status: 1,
        time: expect.stringMatching(/^\d{13}$/) as unknown,
      },
    ])
    await bob.ok('/friend/response', { id: alice.id, agree: 1 })
    expect(await bob.ok('/friend/requestList')).toMatchObject([{ status: 1 }, { status: 3 }])
    expect(await friendsOf(alice)).toEqual([
      {
        addTime: expect.any(Number) as unknown,
        id: bob.id,
        name: 'bob',
        avatar: '',
        position: '',
        remark: 'Bobby',
        noDisturbing: 2,
        commonlyUsed: 1,
        onTop: 2,
        isDelete: 1,
      },
    ])
  })

  test('from a room: "" and "0" are none, what is no id is -1001', async () => {
    for (const roomId of ['', '0', 0, null]) expect(await alice.code('/friend/add', { id: bob.id, roomId })).toBe(0)
    for (const roomId of ['x', -1, '1.5', ' ', {}])
      expect(await alice.code('/friend/add', { id: bob.id, roomId })).toBe(-1001)
    expect(await alice.code('/friend/add', { id: bob.id, roomId: UNKNOWN })).toBe(-6101)
  })

  test.each([
    ['/friend/add', {}, -1002],
    ['/friend/add', { id: 'x' }, -1001],
    ['/friend/add', { id: UNKNOWN }, -2001],
    ['/friend/add', { id: '1', reason: 'r'.repeat(256) }, -1001],
    ['/friend/response', { id: '1', agree: 0 }, -1001],
    ['/friend/response', { id: '1' }, -1002],
    ['/friend/response', { id: UNKNOWN, agree: 2 }, -2020],
    ['/friend/delete', { id: UNKNOWN }, -2001],
    ['/friend/setRemark', { id: '1' }, -1002],
    ['/friend/list', { type: 4 }, -1001],
    ['/friend/list', {}, -1002],
  ])('%s %o: %i', async (path, body, wanted) => expect(await alice.code(path, body)).toBe(wanted))
})

describe('the list of friends', () => {
  test('has none that are frequently used', async () => {
    await product.befriend(alice, bob)
    expect(await friendsOf(alice, { type: 2 })).toEqual([])
    expect(await friendsOf(alice, { type: 1 })).toHaveLength(1)
  })

  test('since a time has those added or removed since then', async () => {
    await product.befriend(alice, bob)
    await product.befriend(alice, carol)
    await alice.ok('/friend/delete', { id: bob.id })
    expect((await friendsOf(alice)).map(({ id }) => id)).toEqual([carol.id])
    const all = await friendsOf(alice, { type: 3, time: 1 })
    expect(all.map(({ id, isDelete }) => [id, isDelete])).toEqual([
      [carol.id, 1],
      [bob.id, 2],
    ])
    expect(await friendsOf(alice, { type: 3, time: all[1]!.addTime + 1 })).toEqual([])
  })
})

describe('the log with a friend', () => {
  test('begins with the notice that they are friends, and is theirs alone', async () => {
    await product.befriend(alice, bob)
    await bob.ok('/friend/setRemark', { id: alice.id, remark: 'Al' })
    const { logs, nextLog } = await alice.ok<Log>('/friend/chatLog', { id: bob.id })
    expect([logs.map(({ msg }) => msg.type), nextLog]).toEqual([[13], '-1'])
    expect(await carol.code('/friend/chatLog', { id: bob.id })).toBe(-2018)
    expect(await alice.code('/friend/chatLog', { id: alice.id })).toBe(-2021)
    expect(await alice.code('/friend/chatLog', { id: UNKNOWN })).toBe(-2001)
  })

  test('is closed to former friends, and open again with all of it', async () => {
    await product.befriend(alice, bob)
    await alice.ok('/friend/delete', { id: bob.id })
    expect(await bob.code('/friend/chatLog', { id: alice.id })).toBe(-2018)
    await product.befriend(bob, alice)
    const { logs } = await bob.ok<Log>('/friend/chatLog', { id: alice.id })
    expect(logs.map(({ msg }) => msg.type)).toEqual([13, 8, 13])
  })

  test('without messages counts nothing as unread', async () => {
    await product.befriend(alice, bob)
    expect(await bob.ok('/friend/unread')).toEqual({ infos: [] })
  })
})
