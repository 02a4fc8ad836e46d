import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Client, TestProduct } from '../../support/product.js'
import { openProduct } from '../../support/product.js'
import type { SocketClient } from '../../support/socket-client.js'
import { addGroup, enter, promote, visit } from '../../support/staff.js'

interface View {
  readonly groupId: string
  readonly groupName: string
  readonly status: number
  readonly createTime: number
  readonly openTime: number
  readonly closeTime: number
}

let product: TestProduct
let staff: Client, alice: Client
let group: string
let groups = 0
const sockets: SocketClient[] = []

beforeAll(async () => {
  product = await openProduct()
  ;[staff, alice] = (await product.people('staff', 'alice')) as [Client, Client]
  await promote(product, staff, 3)
})
afterAll(() => product.close())
beforeEach(async () => {
  for (const socket of sockets.splice(0)) await socket.close()
  group = await addGroup(staff, `chat room ${++groups}`)
})

/** As somebody who is not signed in. */
const anonymous = async <D>(path: string, body: object = {}): Promise<{ result: number; data: D }> =>
  (await (await fetch(product.url + path, { method: 'POST', body: JSON.stringify(body) })).json()) as never
const set = (type: unknown) => staff.code('/group/setStatus', { groupId: group, type })
const infoOf = async (groupId: string) => (await anonymous<View>('/group/info', { groupId })).data
const list = async (body: object) => (await anonymous<{ groups: View[] }>('/group/list', body)).data.groups
const inside = async (who: Client | string) => {
  const socket = await (typeof who === 'string' ? visit(product, who) : who.socket())
  sockets.push(socket)
  await enter(socket, group)
  return socket
}

describe('who runs chat rooms', () => {
  const acts: [string, () => object][] = [
    ['/group/addGroup', () => ({ groupName: 'new' })],
    ['/group/editGroupName', () => ({ groupId: group, groupName: 'new' })],
    ['/group/editAvatar', () => ({ groupId: group, avatar: 'https://example.org/a.png' })],
    ['/group/setStatus', () => ({ groupId: group, type: 1 })],
  ]
  test.each(acts)('%s is for staff: -3002, and -1004 without a session', async (path, body) => {
    expect(await alice.code(path, body())).toBe(-3002)
    expect(await alice.code(path, { ...body(), groupId: '404' })).toBe(-3002)
    expect((await anonymous(path, body())).result).toBe(-1004)
    expect(await staff.call(path, body())).toEqual({ result: 0, message: '操作成功', data: {} })
  })
  test.each(acts.slice(1))('%s of what is unknown or deleted: -5000', async (path, body) => {
    expect(await staff.code(path, { ...body(), groupId: '404' })).toBe(-5000)
    expect(await set(2)).toBe(0)
    expect(await staff.code(path, body())).toBe(-5000)
  })
  test.each([
    ['/group/addGroup', {}, -1002],
    ['/group/addGroup', { groupName: ' ' }, -1001],
    ['/group/addGroup', { groupName: 'x'.repeat(46) }, -1001],
    ['/group/addGroup', { groupName: '聊'.repeat(45), avatar: 'ftp://x' }, -1001],
    ['/group/editAvatar', { groupId: '1' }, -1002],
    ['/group/editGroupName', { groupId: '1', groupName: null }, -1002],
    ['/group/setStatus', { groupId: '1' }, -1002],
    ['/group/setStatus', { groupId: '1', type: 4 }, -1001],
    ['/group/info', {}, -1002],
    ['/group/list', {}, -1002],
    ['/group/list', { groupStatus: 4 }, -1001],
    ['/group/getOnlineNumber', {}, -1002],
    ['/group/userInfo', {}, -1002],
    ['/group/userList', { groupId: 'x' }, -1001],
  ])('%s %o: %i', async (path, body, code) => expect(await staff.code(path, body)).toBe(code))

  test('a creation under an Idempotency-Key is one', async () => {
    const headers = { 'FZM-AUTH-TOKEN': staff.token, 'Idempotency-Key': 'once' }
    const body = JSON.stringify({ groupName: 'only once' })
    for (let times = 0; times < 2; times++) {
      const reply = await fetch(`${product.url}/group/addGroup`, { method: 'POST', body, headers })
      expect(await reply.json()).toMatchObject({ result: 0 })
    }
    expect(await list({ groupStatus: 3, groupName: 'only once' })).toHaveLength(1)
  })
})

describe('a chat room', () => {
  test('is shown to everybody, with its times', async () => {
    const { createTime, ...view } = await infoOf(group)
    expect(view).toEqual({
      groupId: group,
      groupName: `chat room ${groups}`,
      avatar: '',
      description: '',
      openTime: createTime,
      closeTime: createTime,
      status: 1,
      totalNumber: 0,
      userNumber: 0,
      visitorNumber: 0,
      totalNum: 0,
      userNum: 0,
      visitorNum: 0,
    })
    expect([await set(1), await set(1)]).toEqual([0, 0])
    expect(await infoOf(group)).toMatchObject({ status: 2, openTime: createTime })
    expect((await infoOf(group)).closeTime).toBeGreaterThan(createTime)
    expect(await set(0)).toBe(0)
    expect(await infoOf(group)).toMatchObject({ status: 1 })
    expect((await infoOf(group)).openTime).toBeGreaterThan(createTime)
    await staff.ok('/group/editGroupName', { groupId: group, groupName: '大厅' })
    await staff.ok('/group/editAvatar', { groupId: group, avatar: 'https://example.org/a.png' })
    expect(await infoOf(group)).toMatchObject({ groupName: '大厅', avatar: 'https://example.org/a.png' })
  })

  test('that is deleted is gone for ever', async () => {
    expect([await set('3'), await set(2), await set(0), await set(1)]).toEqual([0, 0, -5000, -5000])
    for (const path of ['/group/info', '/group/userList'])
      expect((await anonymous(path, { groupId: group })).result).toBe(-5000)
    expect(await staff.code('/group/getGroupChatHistory', { id: group, number: 1 })).toBe(-5000)
    expect((await list({ groupStatus: 3 })).map(({ groupId }) => groupId)).not.toContain(group)
    expect((await anonymous('/group/getOnlineNumber', { groupId: group })).data).toEqual({ totalNumber: 0 })
  })

  test('is listed by status, name and time, newest first', async () => {
    const closed = group
    await set(1)
    const other = await addGroup(staff, `chat room ${++groups}`)
    const idsOf = async (body: object) =>
      (await list({ groupName: 'chat room', ...body })).map(({ groupId }) => groupId)
    expect((await idsOf({ groupStatus: 3 })).slice(0, 2)).toEqual([other, closed])
    expect((await idsOf({ groupStatus: 1 }))[0]).toBe(other)
    expect((await idsOf({ groupStatus: 2 }))[0]).toBe(closed)
    expect(await idsOf({ groupStatus: 3, groupName: String(groups) })).toEqual([other])
    const { createTime } = await infoOf(closed)
    const span = { startTime: createTime, endTime: createTime + 1 }
    expect(await idsOf({ groupStatus: 2, ...span })).toEqual([closed])
    expect((await idsOf({ groupStatus: 2, startTime: 0, endTime: 1 }))[0]).toBe(closed)
  })
})

describe('who is in a chat room', () => {
  test('is listed, users before visitors, with a masked number', async () => {
    await Promise.all([inside(alice), inside(alice), inside('visitor-of-the-day'), inside(staff)])
    const { data } = await anonymous<{ totalnum: number; userList: object[] }>('/group/userList', { groupId: group })
    const own = { avatar: '', remark: '', verified: 2 }
    const mask = `${alice.mobile.slice(0, 3)}****${alice.mobile.slice(-4)}`
    const one = { ...own, id: alice.id, uid: alice.id, name: 'alice', account: mask, userLevel: 1 }
    expect([data.totalnum, data.userList.length]).toEqual([3, 3])
    expect(data.userList).toContainEqual(one)
    expect(data.userList).toContainEqual(expect.objectContaining({ id: staff.id, userLevel: 2 }))
    const visitor = {
      ...own,
      id: 'visitor-of-the-day',
      uid: '',
      name: 'visitor-',
      account: 'visitor-of-the-day',
      userLevel: 0,
    }
    expect(data.userList[2]).toEqual(visitor)
    const page = async (body: object) => (await anonymous('/group/userList', { groupId: group, ...body })).data
    expect(await page({ queryUserName: 'isit' })).toEqual({ totalnum: 1, userList: [visitor] })
    expect(await page({ page: '2', number: '2' })).toEqual({ totalnum: 3, userList: [visitor] })
    expect(await anonymous('/group/userList', { groupId: '404' })).toMatchObject({ result: -5000 })
    await set(1)
    expect(await anonymous('/group/userList', { groupId: group })).toMatchObject({ result: -5000 })
  })

  test('is shown by id, a visitor while he is connected', async () => {
    await inside('yk_7')
    const user = async (id: unknown) => anonymous('/group/userInfo', { id })
    expect((await user('yk_7')).data).toMatchObject({ id: 'yk_7', userLevel: 0, mutedTime: 0, mutedLastTime: 0 })
    expect(await user('yk_8')).toMatchObject({ result: -2001 })
    await staff.ok('/group/muted', { id: alice.id, mutedTime: 60_000 })
    expect((await user(Number(alice.id))).data).toMatchObject({
      id: alice.id,
      userLevel: 1,
      mutedTime: expect.any(Number) as number,
      mutedLastTime: 60_000,
    })
    await staff.ok('/group/muted', { id: alice.id, mutedTime: 0 })
    expect((await user(alice.id)).data).toMatchObject({ mutedTime: 0, mutedLastTime: 0 })
  })
})

test('the history is for whoever is signed in, newest first, page by page, also of a closed chat room', async () => {
  const socket = await inside(staff)
  for (const content of ['1', '2', '3']) await socket.say({ channelType: 1, targetId: group, msg: { content } })
  await set(1)
  type Log = {
    logs: { logId: string; channelType: number; targetId: string; msg: { content: string } }[]
    nextLog: string
  }
  const first = await alice.ok<Log>('/group/getGroupChatHistory', { id: group, number: 2 })
  expect(first.logs.map(({ msg }) => msg.content)).toEqual(['3', '2'])
  expect(first.logs[0]).toMatchObject({
    channelType: 1,
    targetId: group,
    fromId: staff.id,
    senderInfo: { nickname: 'staff' },
  })
  const second = await alice.ok<Log>('/group/getGroupChatHistory', { id: group, startId: first.nextLog })
  expect([second.logs.map(({ msg }) => msg.content), second.nextLog]).toEqual([['1'], '-1'])
  expect((await anonymous('/group/getGroupChatHistory', { id: group, number: 2 })).result).toBe(-1004)
})

test('GROUP_STATUS_ENCODING=server takes and tells the numbers of 2018', async () => {
  const older = await openProduct({ GROUP_STATUS_ENCODING: 'server' })
  const [desk] = (await older.people('desk')) as [Client]
  await promote(older, desk)
  const visitor = await visit(older, 'visitor')
  const groupId = await addGroup(desk, 'a chat room')
  const status = async (type: number) => [
    await desk.code('/group/setStatus', { groupId, type }),
    (await desk.call<{ status?: number }>('/group/info', { groupId })).data.status,
  ]
  expect(await status(0)).toEqual([-1001, 1])
  expect(await status(2)).toEqual([0, 2])
  expect(await status(1)).toEqual([0, 1])
  expect(await status(3)).toEqual([0, undefined])
  await visitor.until(({ eventType }) => eventType === 5)
  expect(visitor.frames.map((frame) => [frame.eventType, frame['status']])).toEqual([
    [7, 1],
    [4, undefined],
    [7, 1],
    [5, undefined],
  ])
  await visitor.close()
  await older.close()
})
