import { afterAll, beforeAll, expect, test } from 'vitest'
import type { SocketWorld } from '../../support/socket-world.js'
import { openSocketWorld } from '../../support/socket-world.js'

let world: SocketWorld
beforeAll(async () => {
  world = await openSocketWorld({ RATE_LIMIT_BURST: '2', RATE_LIMIT_REFILL_MS: '3600000' })
})
afterAll(() => world.close())

test('a repeat costs no token, the same msgId in another conversation does', async () => {
  const user = await world.person('A')
  const [one, two, three] = [await world.room(user), await world.room(user), await world.room(user)]
  const socket = await world.socket(user)
  const say = (targetId: string) =>
    socket.send({ eventType: 0, msgId: 'm', channelType: 2, targetId, msgType: 1, msg: { content: 'spam' } })
  say(one)
  await socket.until(({ targetId }) => targetId === one)
  for (const room of [one, two, three]) say(room)
  const last = await socket.until(({ targetId, code }) => targetId === three || code !== undefined)
  expect(last).toMatchObject({ eventType: 0, msgId: 'm', code: -1012 })
  await socket.until(({ targetId }) => targetId === two)
  expect(socket.frames.filter(({ targetId }) => targetId === one)).toHaveLength(2)
  await socket.close()
})
