import { setTimeout as pause } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import { openSocketWorld } from '../../support/socket-world.js'

const MANY = 600

test('while a store is slow no more is read of a connection than may be under way; all is answered in the end', async () => {
  const world = await openSocketWorld()
  const user = await world.person('A')
  const room = await world.room(user)
  const socket = await world.socket(user)
  const { kernel } = world.core
  const handle = kernel.handle.bind(kernel)
  let go: () => void = () => undefined
  const slow = new Promise<void>((resolve) => (go = resolve))
  const handled = vi.spyOn(kernel, 'handle').mockImplementation(async (command) => {
    await slow
    return handle(command)
  })
  const content = 'x'.repeat(1_000)
  const saying = Array.from({ length: MANY }, () => socket.say({ targetId: room, msg: { content } }))
  await expect.poll(() => handled.mock.calls.length).toBeGreaterThanOrEqual(256)
  await pause(500)
  // what has come in one piece with the last one is taken too
  expect(handled.mock.calls.length).toBeLessThan(MANY - 100)
  go()
  const answers = await Promise.all(saying)
  expect(new Set(answers.map(({ logId }) => logId)).size).toBe(MANY)
  await socket.close()
  await world.close()
})
