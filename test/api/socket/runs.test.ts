import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { Audience } from '../../../src/api/socket/audience.js'
import { Measures } from '../../../src/api/socket/measures.js'
import { Outbox } from '../../../src/api/socket/outbox.js'
import { Runs } from '../../../src/api/socket/runs.js'
import { Rejection } from '../../../src/domain/decision.js'
import type { Id } from '../../../src/domain/ids.js'
import type { ReaderEvent } from '../../../src/domain/reader.js'
import { readers } from '../../../src/projections/readers.js'
import { createMetrics } from '../../../src/services/metrics.js'
import type { TestCore } from '../../support/core.js'
import { openCore } from '../../support/core.js'
import { listenerOf } from '../../support/listener.js'

let opened: TestCore
const metrics = createMetrics()
beforeAll(async () => {
  opened = await openCore()
})
afterAll(async () => {
  metrics.close()
  await opened.close()
})

let rooms = 0
/** A room with these users connected, and what was pushed there. */
const hall = async (...users: readonly Id[]) => {
  const failures: unknown[] = []
  const room = String(++rooms)
  const conversation = `room_${room}`
  const audience = new Audience(() => Promise.resolve([room]))
  const runs = new Runs(opened.core, audience, (error) => void failures.push(error))
  const connections = []
  for (const user of users) {
    const guest = await audience.hold(user)
    const { connection } = listenerOf(user, new Outbox(new Measures(metrics)))
    audience.enter(guest, connection)
    connections.push(connection)
  }
  const pushed = (ordinal: number): void => {
    const channel = audience.channel(conversation)
    for (const seat of channel?.seats ?? []) seat.from ||= ordinal
    if (channel) channel.last = ordinal
  }
  const cursorOf = async (user: Id): Promise<number> => {
    const [found] = await opened.core.models.get(readers, [`${conversation}/${user}`])
    return found?.cursor ?? 0
  }
  const moves = async () =>
    (await opened.stream(`readers-${conversation}`)).map((event) => (event as unknown as ReaderEvent).data.moves)
  return { conversation, audience, runs, connections, pushed, cursorOf, moves, failures }
}

test('equal runs of several users are one move; what has not grown is not stored again', async () => {
  const { runs, pushed, moves, cursorOf } = await hall('1', '2')
  pushed(1)
  pushed(2)
  await runs.store(true)
  await runs.store(true)
  expect(await moves()).toEqual([[{ from: 1, to: 2, users: ['1', '2'] }]])
  expect(await cursorOf('2')).toBe(2)
  pushed(3)
  await runs.close()
  expect((await moves())[1]).toEqual([{ from: 1, to: 3, users: ['1', '2'] }])
})

test('the run of a connection that ends counts at once, and is stored', async () => {
  const { runs, audience, connections, pushed, conversation, cursorOf } = await hall('1')
  pushed(1)
  const [connection] = connections
  if (!connection) throw new Error('nobody is there')
  runs.finish(connection)
  audience.leave(connection)
  expect(runs.of('1').get(conversation)).toEqual([{ from: 1, to: 1 }])
  await runs.close()
  expect([await cursorOf('1'), runs.of('1').size]).toEqual([1, 0])
})

test('a live run that was stored in vain is applied again behind the catch-up that closes its gap', async () => {
  const { runs, pushed, conversation, cursorOf } = await hall('1')
  pushed(4)
  await runs.store(true)
  expect(await cursorOf('1')).toBe(0)
  runs.addOlder('1', conversation, { from: 1, to: 3 })
  expect(runs.of('1').get(conversation)).toEqual([
    { from: 1, to: 3 },
    { from: 4, to: 4 },
  ])
  await runs.close()
  expect(await cursorOf('1')).toBe(4)
})

/** Begins to store what is live, and meanwhile all connections end. */
const storeAndEnd = async ({ runs, audience, connections }: Awaited<ReturnType<typeof hall>>) => {
  const stored = runs.store(true)
  await Promise.resolve()
  for (const connection of connections) {
    runs.finish(connection)
    audience.leave(connection)
  }
  return { stored }
}

test('the run of a connection that ends while it is being stored counts all along', async () => {
  const one = await hall('1')
  const { runs, conversation, cursorOf } = one
  one.pushed(1)
  const { stored } = await storeAndEnd(one)
  expect(runs.of('1').get(conversation)).toContainEqual({ from: 1, to: 1 })
  await stored
  expect([await cursorOf('1'), runs.of('1').size]).toEqual([1, 0])
  await runs.close()
})

test('what could not be stored is stored the next time, also of a connection that has ended', async () => {
  const one = await hall('1')
  const { runs, conversation, cursorOf, failures } = one
  one.pushed(1)
  const away = vi.spyOn(opened.core.kernel, 'handle').mockRejectedValueOnce(new Rejection('unavailable'))
  const { stored } = await storeAndEnd(one)
  await stored
  away.mockRestore()
  expect([failures.length, await cursorOf('1')]).toEqual([1, 0])
  expect(runs.of('1').get(conversation)).toContainEqual({ from: 1, to: 1 })
  await runs.close()
  expect(await cursorOf('1')).toBe(1)
})

test('equal runs of several users become one move where both find nothing missing before it', async () => {
  const { runs, conversation, cursorOf } = await hall('1', '2')
  runs.add('2', conversation, { from: 3, to: 4 })
  runs.add('1', conversation, { from: 1, to: 2 })
  runs.add('1', conversation, { from: 3, to: 4 })
  await runs.close()
  expect([await cursorOf('1'), await cursorOf('2')]).toEqual([4, 0])
})
