import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Client, TestProduct } from '../../support/product.js'
import { openProduct } from '../../support/product.js'
import type { SocketClient } from '../../support/socket-client.js'
import { addGroup, enter, promote, visit } from '../../support/staff.js'

const ROUNDS = 12
const MESSAGES = 30

let product: TestProduct
let staff: Client, alice: Client, bob: Client
beforeAll(async () => {
  product = await openProduct()
  ;[staff, alice, bob] = (await product.people('staff', 'alice', 'bob')) as [Client, Client, Client]
  await promote(product, staff)
})
afterAll(() => product.close())

const heard = ({ frames }: SocketClient): string[] =>
  frames.filter(({ logId }) => logId !== undefined).map(({ msgId }) => String(msgId))
const refused = ({ frames }: SocketClient): string[] =>
  frames.filter(({ code }) => code === -5000).map(({ msgId }) => String(msgId))

/** Says so many things, one in each turn of the loop or in every other one; waits for no answer. */
const sayAll = async (socket: SocketClient, msgIds: readonly string[], targetId: string, every = 1): Promise<void> => {
  for (const msgId of msgIds) {
    socket.send({ eventType: 0, msgId, channelType: 1, targetId, msgType: 1, msg: { content: msgId } })
    for (let turn = 0; turn < every; turn++) await pause(0)
  }
}
const named = (name: string) => Array.from({ length: MESSAGES }, (_, index) => `${name} ${index}`)

test.each([
  [1, 4, 'GroupClosed'],
  [2, 5, 'GroupDeleted'],
])('status %i amid a storm: what was in time is heard by everybody inside, the rest is refused', async (...wanted) => {
  const [type, eventType, closing] = wanted
  const splits = new Set<number>()
  for (let round = 0; round < ROUNDS; round++) {
    const group = await addGroup(staff, `${closing} ${round}`)
    const [one, other, visitor] = [await alice.socket(), await bob.socket(), await visit(product, 'visitor')]
    const all = [one, other, visitor]
    for (const socket of all) await enter(socket, group)
    const before = await product.head()

    const [first, second, rest] = [named('first'), named('second'), named('too late')]
    await Promise.all([
      sayAll(one, first, group),
      sayAll(other, second, group, 2),
      pause(2 * round).then(() => staff.ok('/group/setStatus', { groupId: group, type })),
    ])
    await sayAll(one, rest, group)
    await one.until(({ msgId }) => msgId === rest.at(-1))
    for (const socket of all) await socket.until((frame) => frame.eventType === eventType)
    await other.until(({ msgId }) => msgId === second.at(-1))

    const events = (await product.events(before)).filter(
      ({ stream }) => stream.endsWith(`group-${group}`) || stream.endsWith(`group_${group}`),
    )
    const said = events.filter(({ type }) => type === 'MessageSent').map(({ data }) => String(data['msgId']))
    expect(events.at(-1)?.type).toBe(closing)
    for (const socket of all) expect(heard(socket)).toEqual(said)
    expect(refused(one)).toEqual([...first.filter((msgId) => !said.includes(msgId)), ...rest])
    expect(refused(other)).toEqual(second.filter((msgId) => !said.includes(msgId)))
    expect(await alice.ok('/group/getOnlineNumber', { groupId: group })).toEqual({ totalNumber: 0 })
    splits.add(said.length)
    for (const socket of all) await socket.close()
  }
  // the storm was one: not always the same ones were in time
  expect(splits.size).toBeGreaterThan(1)
})
