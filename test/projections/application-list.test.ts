import { afterAll, beforeAll, expect, test } from 'vitest'
import { requestFriend } from '../../src/commands/friendship.js'
import {
  applyJoinRoom,
  approveJoinRoom,
  createRoom,
  dissolveRoom,
  inviteToRoom,
  setMemberLevel,
  setRoomPermissions,
} from '../../src/commands/room.js'
import type { Id } from '../../src/domain/ids.js'
import { applicationById, applicationPage, requestsTo } from '../../src/projections/application-list.js'
import type { ApplicationRow } from '../../src/projections/applications.js'
import type { TestCore } from '../support/core.js'
import { openCore } from '../support/core.js'

let product: TestCore
beforeAll(async () => {
  product = await openCore()
})
afterAll(() => product.close())

const people = (...names: string[]) => Promise.all(names.map((name) => product.person(name)))
const roomOf = async (owner: Id, members: readonly Id[] = []): Promise<Id> => {
  const room = await product.does(owner, (context) =>
    createRoom(context, { by: owner, users: members, name: 'r', avatar: '' }),
  )
  await product.does(owner, (context) => setRoomPermissions(context, { by: owner, room, joinPermission: 1 }))
  return room
}
const ask = (by: Id, other: Id) =>
  product.does(by, (context) => requestFriend(context, { by, other, reason: '', remark: '' }))
const apply = (by: Id, room: Id) => product.does(by, (context) => applyJoinRoom(context, { by, room, reason: '' }))

const all = async (user: Id, number: number): Promise<{ rows: readonly ApplicationRow[]; totals: Set<number> }> => {
  const rows: ApplicationRow[] = []
  const totals = new Set<number>()
  for (let start: ApplicationRow | undefined, pages = 0; pages < 100; pages++) {
    const page = await applicationPage(product.core.models, user, { start, number })
    rows.push(...page.rows)
    totals.add(page.total)
    start = page.next
    if (!start) return { rows, totals }
  }
  throw new Error('pages without end')
}
const namesOf = (rows: readonly ApplicationRow[]) => rows.map(({ applicant, target }) => `${applicant} → ${target}`)

test('one list of what I sent, what is sent to me and to the rooms I manage, newest first', async () => {
  const [me, friend, stranger, other] = (await people('me', 'friend', 'stranger', 'other')) as [Id, Id, Id, Id]
  const [mine, theirs] = [await roomOf(me), await roomOf(other, [stranger])]
  await ask(friend, me)
  await apply(stranger, mine)
  await ask(me, stranger)
  await apply(me, theirs)
  await ask(friend, stranger)
  await apply(friend, theirs)
  expect(namesOf((await all(me, 10)).rows)).toEqual([
    `${me} → room:${theirs}`,
    `${me} → user:${stranger}`,
    `${stranger} → room:${mine}`,
    `${friend} → user:${me}`,
  ])
})

test('rooms that were dissolved are not in it, nor counted', async () => {
  const [me, owner, guest] = (await people('me', 'owner', 'guest')) as [Id, Id, Id]
  const [mine, theirs, living] = [await roomOf(me), await roomOf(owner), await roomOf(owner)]
  await apply(guest, mine)
  await apply(me, theirs)
  await apply(me, living)
  await product.does(me, (context) => dissolveRoom(context, { by: me, room: mine }))
  await product.does(owner, (context) => dissolveRoom(context, { by: owner, room: theirs }))
  const { rows, totals } = await all(me, 10)
  expect([namesOf(rows), [...totals]]).toEqual([[`${me} → room:${living}`], [1]])
})

test('pages of any size have each row once, also of many of the same moment', async () => {
  const [owner, member, ...guests] = (await people('o', 'm', ...'abcdefghijkl')) as [Id, Id, ...Id[]]
  const room = await roomOf(owner, [member])
  await ask(member, owner)
  await product.does(member, (context) => inviteToRoom(context, { by: member, room, users: guests }))
  for (const guest of guests.slice(0, 3)) await ask(guest, owner)
  const { rows: whole } = await all(owner, 100)
  expect(whole).toHaveLength(guests.length + 4)
  expect(new Set(whole.map(({ at }) => at)).size).toBeLessThan(whole.length)
  for (const size of [1, 2, 3, 5, 7, 15])
    expect(await all(owner, size)).toEqual({ rows: whole, totals: new Set([whole.length]) })
})

test('my own application to a room that I manage meanwhile is in it once', async () => {
  const [owner, me] = (await people('owner', 'me')) as [Id, Id]
  const room = await roomOf(owner)
  await apply(me, room)
  await product.does(owner, (context) => approveJoinRoom(context, { by: owner, room, user: me, agree: true }))
  await product.does(owner, (context) => setMemberLevel(context, { by: owner, room, user: me, level: 2 }))
  const { rows, totals } = await all(me, 1)
  expect([rows.map(({ status }) => status), [...totals]]).toEqual([[3], [1]])
})

test('a row is found by its id, and requests to somebody are bounded', async () => {
  const [me, one, two] = (await people('me', 'one', 'two')) as [Id, Id, Id]
  await ask(one, me)
  await ask(two, me)
  const requests = await requestsTo(product.core.models, me, 10)
  expect(requests.map(({ applicant }) => applicant)).toEqual([two, one])
  expect(await requestsTo(product.core.models, me, 1)).toEqual(requests.slice(0, 1))
  expect(await applicationById(product.core.models, requests[1]!.id)).toEqual(requests[1])
  expect(await applicationById(product.core.models, '1')).toBeUndefined()
})

test('of the same moment, too, the newer one comes first', async () => {
  const [me, ...others] = (await people('me', 'one', 'two', 'three')) as [Id, ...Id[]]
  const { clock, models } = product.core
  clock.raise(clock.now() + 60_000) // time stands still until then
  for (const other of others) await ask(other, me)
  for (const other of others) await ask(me, other)
  const newestFirst = others.toReversed()
  const { rows } = await all(me, 2)
  expect(new Set(rows.map(({ at }) => at)).size).toBe(1)
  expect(namesOf(rows)).toEqual([
    ...newestFirst.map((other) => `${me} → user:${other}`),
    ...newestFirst.map((other) => `${other} → user:${me}`),
  ])
  expect((await requestsTo(models, me, 10)).map(({ applicant }) => applicant)).toEqual(newestFirst)
})
