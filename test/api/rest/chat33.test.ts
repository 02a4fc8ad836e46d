import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Client, TestProduct } from '../../support/product.js'
import { openProduct } from '../../support/product.js'

interface Page {
  readonly applyList: readonly { readonly id: string }[]
  readonly totalNumber: number
  readonly nextId: string
}

let product: TestProduct
let alice: Client, bob: Client, carol: Client

beforeAll(async () => {
  product = await openProduct()
})
afterAll(() => product.close())
beforeEach(async () => {
  ;[alice, bob, carol] = (await product.people('alice', 'bob', 'carol')) as [Client, Client, Client]
})
const roomOf = async (owner: Client) => {
  const room = await owner.ok<{ id: string; markId: string }>('/room/create', { roomName: 'readers', users: [] })
  await owner.ok('/room/setPermission', { roomId: room.id, joinPermission: 1 })
  return room
}

describe('the list of applications', () => {
  test('shows applicant and target with names as of now', async () => {
    const room = await roomOf(alice)
    await bob.ok('/room/joinRoomApply', { roomId: room.id, applyReason: 'let me in' })
    await alice.ok('/friend/add', { id: carol.id, reason: 'hi' })
    await bob.ok('/user/editNickname', { nickname: 'Robert' })
    const party = { avatar: '', position: '' }
    expect(await alice.ok('/chat33/applyList', { id: '', number: 10 })).toEqual({
      applyList: [
        {
          senderInfo: { id: alice.id, name: 'alice', ...party },
          receiveInfo: { id: carol.id, name: 'carol', ...party },
          id: expect.stringMatching(/^\d+$/) as unknown,
          type: 2,
          applyReason: 'hi',
          status: 1,
          datetime: expect.any(Number) as unknown,
        },
        {
          senderInfo: { id: bob.id, name: 'Robert', ...party },
          receiveInfo: { id: room.id, name: 'readers', ...party },
          id: expect.stringMatching(/^\d+$/) as unknown,
          type: 1,
          applyReason: 'let me in',
          status: 1,
          datetime: expect.any(Number) as unknown,
        },
      ],
      totalNumber: 2,
      nextId: '-1',
    })
  })

  test('pages by nextId, inclusive, to the end', async () => {
    for (const client of [bob, carol]) await client.ok('/friend/add', { id: alice.id })
    const first = await alice.ok<Page>('/chat33/applyList', { number: 1 })
    const second = await alice.ok<Page>('/chat33/applyList', { id: first.nextId, number: 1 })
    expect([first.applyList.length, first.totalNumber]).toEqual([1, 2])
    expect([second.applyList[0]?.id, second.totalNumber, second.nextId]).toEqual([first.nextId, 2, '-1'])
    expect(await alice.ok('/chat33/applyList', { id: '-1' })).toEqual({ applyList: [], totalNumber: 2, nextId: '-1' })
    expect(await alice.ok('/chat33/applyList', { id: '0', number: 1 })).toEqual(first)
  })

  test('an unknown id, and what is none, is -1001', async () => {
    for (const id of ['1', 'x', '-2']) expect(await alice.code('/chat33/applyList', { id })).toBe(-1001)
  })
})

describe('search', () => {
  test('finds a room by its markId, while it lives', async () => {
    const { id, markId } = await roomOf(alice)
    const roomInfo = { id, markId, name: 'readers', avatar: '', memberNumber: 1, canAddFriend: 1, joinPermission: 1 }
    expect(await bob.ok('/chat33/search', { markId })).toEqual({ type: 1, roomInfo, userInfo: {} })
    await alice.ok('/room/delete', { roomId: id })
    expect(await bob.ok('/chat33/search', { markId })).toEqual({})
  })

  test('finds a user by markId, id and phone number, and shows a stranger no number', async () => {
    const { mark_id: mark } = await bob.ok<{ mark_id: string }>('/user/userInfo')
    for (const markId of [mark, bob.id, Number(bob.id), bob.mobile]) {
      const found = await alice.call<object>('/chat33/search', { markId })
      expect(found.data).toMatchObject({
        type: 2,
        roomInfo: {},
        userInfo: { id: bob.id, name: 'bob', remark: '', position: '' },
      })
      expect(JSON.stringify(found)).not.toContain(bob.mobile)
    }
  })

  test('shows the remark of a friend', async () => {
    await product.befriend(alice, bob)
    await alice.ok('/friend/setRemark', { id: bob.id, remark: 'B' })
    expect(await alice.ok('/chat33/search', { markId: bob.id })).toMatchObject({
      userInfo: { remark: 'B', isFriend: 1 },
    })
  })

  test('finds exactly or not at all', async () => {
    for (const markId of ['nobody', bob.mobile.slice(0, 10), '13999999999', '%'])
      expect(await alice.ok('/chat33/search', { markId })).toEqual({})
    expect(await alice.code('/chat33/search', {})).toBe(-1002)
    expect(await alice.code('/chat33/search', { markId: [] })).toBe(-1001)
  })
})

test('permissionInfo is a fixed list', async () => {
  const { permissionList } = await alice.ok<{ permissionList: readonly object[] }>('/permission/permissionInfo')
  expect(permissionList[0]).toEqual({ permissionId: 1, permissionName: '发系统消息' })
  expect(permissionList).toHaveLength(6)
})
