import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Client, TestProduct } from '../../support/product.js'
import { openProduct } from '../../support/product.js'
import { act, addGroup, enter, promote } from '../../support/staff.js'

const MINUTE = 60_000
const FOR_EVER = 7_258_089_600_000

let product: TestProduct
let staff: Client, alice: Client, bob: Client
beforeAll(async () => {
  product = await openProduct({ CLOCK: 'adjustable' })
  ;[staff] = (await product.people('staff')) as [Client]
  await promote(product, staff)
})
afterAll(() => product.close())
beforeEach(async () => {
  ;[alice, bob] = (await product.people('alice', 'bob')) as [Client, Client]
})

const mute = (by: Client, id: unknown, muted_time: unknown) => by.code('/user/muted', { id, muted_time })
const pass = (ms: number) => act(product, '/admin/clock', { advance: ms })

/** What becomes of a message of alice to a room, to a friend and to a chat room. */
const attempts = async (): Promise<unknown[]> => {
  const { id: room } = await alice.ok<{ id: string }>('/room/create', { users: [] })
  const group = await addGroup(staff, `of ${alice.id}`)
  const socket = await alice.socket()
  await enter(socket, group)
  const said = []
  for (const place of [
    { channelType: 1, targetId: group },
    { channelType: 2, targetId: room },
    { channelType: 3, targetId: bob.id },
  ])
    said.push((await socket.say(place))['code'])
  await socket.close()
  await staff.ok('/group/setStatus', { groupId: group, type: 2 })
  return said
}
const spoke = [undefined, undefined, undefined]
const silent = [-2007, -2007, -2007]

describe('a mute', () => {
  test('stops every kind of message until it ends by itself', async () => {
    await product.befriend(alice, bob)
    expect(await mute(staff, alice.id, 5 * MINUTE)).toBe(0)
    expect(await attempts()).toEqual(silent)
    expect(await alice.code('/user/editNickname', { nickname: 'still here' })).toBe(0)
    const shown = () => bob.ok<object>('/group/userInfo', { id: alice.id })
    expect(await shown()).toMatchObject({ mutedLastTime: 5 * MINUTE })
    await pass(5 * MINUTE + 1)
    expect(await attempts()).toEqual(spoke)
    expect(await shown()).toMatchObject({ mutedTime: 0, mutedLastTime: 0 })
  })

  test('is told to all sockets of who is muted, in both spellings, and so is its end', async () => {
    const [phone, pc] = [await alice.socket(), await (await product.signIn(alice, 'PC')).socket()]
    const other = await bob.socket()
    await staff.ok('/user/muted', { id: alice.id, time: MINUTE })
    await staff.ok('/group/muted', { id: alice.id, mutedTime: 0 })
    for (const socket of [phone, pc]) {
      await socket.until(({ mutedTime }) => mutedTime === 0)
      const [began, ended] = socket.frames.filter(({ eventType }) => eventType === 3)
      const times = { eventType: 3, event_type: 3, mutedLastTime: MINUTE, muted_last_time: MINUTE }
      expect(began).toMatchObject(times)
      expect(began?.['muted_time']).toBe(began?.['mutedTime'])
      expect(began?.['mutedTime']).toBeLessThanOrEqual(Number(began?.['datetime']))
      expect(ended).toMatchObject({ mutedTime: 0, mutedLastTime: 0, muted_time: 0, muted_last_time: 0 })
    }
    expect(other.frames).toEqual([])
    for (const socket of [phone, pc, other]) await socket.close()
    const mutes = async () => (await product.events()).filter(({ type }) => type === 'UserMuted').length
    const before = await mutes()
    expect(await mute(staff, alice.id, 0)).toBe(0)
    expect(await mutes()).toBe(before)
  })

  test('that ends after 2069 is for ever', async () => {
    await staff.ok('/user/muted', { id: alice.id, muted_time: Number.MAX_SAFE_INTEGER })
    const { mutedTime, mutedLastTime } = await bob.ok<Record<string, number>>('/group/userInfo', { id: alice.id })
    expect(mutedTime! + mutedLastTime!).toBe(FOR_EVER)
  })

  test('is for staff to give: the right first, then who is meant', async () => {
    expect(await mute(bob, alice.id, MINUTE)).toBe(-3000)
    expect(await mute(bob, '404', MINUTE)).toBe(-3000)
    expect(await mute(staff, '404', MINUTE)).toBe(-2001)
    expect([await mute(staff, alice.id, -1), await mute(staff, alice.id, 'x')]).toEqual([-1001, -1001])
    expect([await mute(staff, alice.id, undefined), await mute(staff, '', 1)]).toEqual([-1002, -1002])
    expect(await alice.code('/group/muted', { id: bob.id, mutedTime: 1 })).toBe(-3000)
  })
})

describe('reports', () => {
  const report = (by: Client, logId: unknown, id = alice.id) => by.code('/group/report', { id, msgId: logId })
  const reports = async () => (await product.events()).filter(({ stream }) => stream === `report-${alice.id}`)

  /** So many messages of alice in a chat room; their logIds. */
  const talk = async (count: number): Promise<unknown[]> => {
    const group = await addGroup(staff, `talk of ${alice.id}`)
    const socket = await alice.socket()
    await enter(socket, group)
    const said: unknown[] = []
    while (said.length < count) said.push((await socket.say({ channelType: 1, targetId: group }))['logId'])
    await socket.close()
    return said
  }

  test('count once per reporter and message, and every tenth mutes for half an hour', async () => {
    await product.befriend(alice, bob)
    const logIds = await talk(5)
    for (const logId of [...logIds, ...logIds]) expect(await report(bob, logId)).toBe(0)
    for (const logId of logIds.slice(1)) expect(await report(staff, logId)).toBe(0)
    expect(await reports()).toHaveLength(9)
    expect(await attempts()).toEqual(spoke)
    expect(await report(staff, logIds[0])).toBe(0)
    expect(await reports()).toHaveLength(10)
    expect(await attempts()).toEqual(silent)
    const [muted] = (await product.events()).filter(
      ({ stream, type }) => stream === `user-${alice.id}` && type === 'UserMuted',
    )
    expect(muted?.data).toMatchObject({ reports: 10 })
    await pass(30 * MINUTE + 1)
    expect(await attempts()).toEqual(spoke)
  })

  test('need a message of that user which the reporter may read', async () => {
    await product.befriend(alice, bob)
    const [logId] = await talk(1)
    const { id: room } = await alice.ok<{ id: string }>('/room/create', { users: [bob.id] })
    const socket = await alice.socket()
    const inRoom = (await socket.say({ targetId: room }))['logId']
    const toBob = (await socket.say({ channelType: 3, targetId: bob.id }))['logId']
    await socket.close()
    const { logs } = await alice.ok<{ logs: { logId: string }[] }>('/room/chatLog', { id: room })
    const notice = logs.at(-1)?.logId
    expect(await Promise.all([inRoom, toBob, notice].map((each) => report(staff, each)))).toEqual([-1001, -1001, -1001])
    expect(await Promise.all([inRoom, toBob, notice].map((each) => report(bob, each)))).toEqual([0, 0, -1001])
    expect(await report(bob, '404')).toBe(-1001)
    expect(await report(alice, logId, bob.id)).toBe(-1001)
    expect(await report(alice, logId, '404')).toBe(-2001)
    expect(await report(alice, logId)).toBe(-2021)
    expect([await report(bob, undefined), await report(bob, 'x')]).toEqual([-1002, -1001])
  })
})

describe('operators', () => {
  test('mute until a time, and end that', async () => {
    await product.befriend(alice, bob)
    const path = `/admin/users/${alice.id}/mute`
    const { mutedTime } = await bob.ok<{ mutedTime: number }>('/group/userInfo', { id: alice.id })
    expect(mutedTime).toBe(0)
    expect(await act(product, path, { until: FOR_EVER, reason: 'spam' })).toBe(200)
    expect(await attempts()).toEqual(silent)
    expect(await act(product, path, { until: 0 })).toBe(200)
    expect(await attempts()).toEqual(spoke)
    expect([await act(product, path, { until: 1 }), await act(product, path, {})]).toEqual([400, 400])
    for (const id of ['404', 'nobody']) expect(await act(product, `/admin/users/${id}/mute`, { until: 0 })).toBe(404)
    const muted = (await product.events()).filter(
      ({ stream, type }) => stream === `user-${alice.id}` && type === 'UserMuted',
    )
    expect(muted.map(({ data }) => data['reason'])).toEqual(['spam', undefined])
  })

  test('sign a user out everywhere', async () => {
    const pc = await product.signIn(alice, 'PC')
    const sockets = [await alice.socket(), await pc.socket()]
    const path = `/admin/users/${alice.id}/revoke-sessions`
    expect(await act(product, path, { reason: 'stolen' })).toBe(200)
    for (const socket of sockets) expect((await socket.closed).code).toBe(4003)
    expect([await alice.code('/room/list', { type: 3 }), await pc.code('/room/list', { type: 3 })]).toEqual([
      -1004, -1004,
    ])
    expect(await act(product, path, {})).toBe(200)
    for (const id of ['404', 'nobody']) expect(await act(product, `/admin/users/${id}/revoke-sessions`, {})).toBe(404)
    expect(await (await product.signIn(alice, 'Android')).code('/room/list', { type: 3 })).toBe(0)
  })
})
