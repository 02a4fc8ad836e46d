import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Client, TestProduct } from '../../support/product.js'
import { openProduct } from '../../support/product.js'

const ADMIN_TOKEN = 'token-of-the-operators'
let product: TestProduct
let alice: Client, bob: Client

beforeAll(async () => void (product = await openProduct({ ADMIN_TOKEN })))
afterAll(() => product.close())
beforeEach(async () => {
  ;[alice, bob] = (await product.people('alice', 'bob')) as [Client, Client]
})
const infoOf = (asker: Client, id: string) => asker.ok<Record<string, unknown>>('/user/userInfo', { id })
const raise = async ({ id }: Client, level: number): Promise<void> => {
  const headers = { authorization: `Bearer ${ADMIN_TOKEN}` }
  const body = JSON.stringify({ level })
  await fetch(`${product.url}/admin/users/${id}/level`, { method: 'POST', headers, body })
}
const forStaff = ({ id, mobile }: Client, userLevel: number) => ({
  uid: id,
  account: mobile,
  phone: mobile,
  email: '',
  verified: 2,
  userLevel,
  description: '',
  com_id: '',
  position: '',
})
const forAll = ({ id, name }: Client) => ({
  id,
  name,
  avatar: '',
  sex: 0,
  mark_id: expect.stringMatching(/^\d{9}$/) as string,
  isFriend: 2,
})

test('everybody sees of a stranger who he is, and no more', async () =>
  expect(await infoOf(alice, bob.id)).toEqual(forAll(bob)))

test('one sees all of oneself, with and without one’s id', async () => {
  const self = { ...forAll(alice), ...forStaff(alice, 1) }
  expect([await alice.ok('/user/userInfo'), await infoOf(alice, alice.id)]).toEqual([self, self])
})

test('staff see all of everybody, until they are no staff', async () => {
  await raise(alice, 2)
  expect(await infoOf(alice, bob.id)).toEqual({ ...forAll(bob), ...forStaff(bob, 1) })
  await raise(alice, 1)
  expect(await infoOf(alice, bob.id)).toEqual(forAll(bob))
})

test('administrators sign in as customer service and are shown as what they are', async () => {
  await raise(alice, 3)
  const reply = await fetch(`${product.url}/user/pwdLogin`, {
    method: 'POST',
    headers: { 'FZM-DEVICE': 'PC' },
    body: JSON.stringify({ mobile: alice.mobile, password: 'correct horse' }),
  })
  expect(await reply.json()).toMatchObject({ result: 0, data: { user_level: 2 } })
  expect(await infoOf(alice, alice.id)).toMatchObject({ userLevel: 3 })
})

test('friends see more of each other, as long as they are friends', async () => {
  await alice.ok('/friend/add', { id: bob.id, remark: 'Bobby' })
  await bob.ok('/friend/response', { id: alice.id, agree: 1 })
  const seen = { remark: 'Bobby', noDisturbing: 2, stickyOnTop: 2, addTime: expect.any(Number) as number }
  expect(await infoOf(alice, bob.id)).toEqual({ ...forAll(bob), ...seen, isFriend: 1 })
  await bob.ok('/friend/delete', { id: alice.id })
  expect(await infoOf(alice, bob.id)).toEqual(forAll(bob))
})

test('nobody is found under an unknown id', async () =>
  expect(await alice.code('/user/userInfo', { id: '999999999999' })).toBe(-2001))

test('a new name and avatar show at once', async () => {
  await alice.ok('/user/editNickname', { nickname: ' Alice ' })
  await alice.ok('/user/editAvatar', { avatar: 'https://media.example.com/a.png' })
  expect(await infoOf(bob, alice.id)).toMatchObject({ name: 'Alice', avatar: 'https://media.example.com/a.png' })
})

test.each([
  ['/user/editNickname', { nickname: '' }, -1002],
  ['/user/editNickname', { nickname: ' ' }, -1001],
  ['/user/editNickname', { nickname: '名'.repeat(21) }, -1001],
  ['/user/editNickname', { nickname: 'a\u0007b' }, -1001],
  ['/user/editAvatar', { avatar: 'javascript:alert(1)' }, -1001],
  ['/user/editAvatar', {}, -1002],
])('%s %j is refused', async (path, body, wanted) => expect(await alice.code(path, body)).toBe(wanted))
