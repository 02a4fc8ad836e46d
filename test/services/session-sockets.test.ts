import { expect, test, vi } from 'vitest'
import { SessionSockets } from '../../src/services/session-sockets.js'
import { memorySharedState } from '../../src/stores/embedded/shared-state.js'

const world = () => {
  const shared = memorySharedState(Date.now)
  const serving = new Set(['a', 'b'])
  const process = (self: string): SessionSockets =>
    new SessionSockets({ shared, self, serving: () => Promise.resolve(serving) })
  return { shared, serving, process }
}

const entered = async (...asked: readonly Promise<string | undefined>[]): Promise<readonly string[]> =>
  (await Promise.all(asked)).filter((socket) => socket !== undefined)

test('of seven sockets that open at once in two processes five may', async () => {
  const { process } = world()
  const [a, b] = [process('a'), process('b')]
  const all = [a, b, a, b, a, b, a].map((each) => each.enter('one'))
  expect(await entered(...all)).toHaveLength(5)
  expect(await b.enter('another')).toBeDefined()
})

test('one that closes makes room, also for another process', async () => {
  const { shared, process } = world()
  const [a, b] = [process('a'), process('b')]
  const sockets = await entered(...Array.from({ length: 5 }, () => a.enter('one')))
  expect(await b.enter('one')).toBeUndefined()
  a.leave('one', sockets[0]!)
  await expect.poll(() => b.enter('one')).toBeDefined()
  for (const socket of sockets) a.leave('one', socket)
  await expect.poll(() => shared.get('sockets:one')).toMatch(/^\["b\/\d+"\]$/)
})

test('what a process had that serves no more does not count', async () => {
  const { serving, process } = world()
  await entered(...Array.from({ length: 5 }, () => process('a').enter('one')))
  const b = process('b')
  expect(await b.enter('one')).toBeUndefined()
  serving.delete('a')
  expect(await b.enter('one')).toBeDefined()
})

test('a place whose taking was not answered is given back when shared state is there again', async () => {
  const { shared } = world()
  let away = true
  let asked = 0
  const swap: typeof shared.swap = async (...swapped) => {
    const answer = !away || asked++ === 0 ? await shared.swap(...swapped) : false
    if (away) throw new Error('no answer')
    return answer
  }
  const a = new SessionSockets({ shared: { ...shared, swap }, self: 'a', serving: () => Promise.resolve(new Set('a')) })
  await expect(a.enter('one')).rejects.toThrow('no answer')
  expect(await shared.get('sockets:one')).toBe('["a/1"]')
  away = false
  await expect.poll(() => shared.get('sockets:one'), { timeout: 5_000 }).toBeUndefined()
})

test('one in another process is elsewhere, while that process serves', async () => {
  const { serving, process } = world()
  const [a, b] = [process('a'), process('b')]
  await a.enter('one')
  expect([await a.isElsewhere('one'), await b.isElsewhere('one')]).toEqual([false, true])
  serving.delete('a')
  expect(await b.isElsewhere('one')).toBe(false)
})

test('a tab that is opened again gets the place that the old one is about to leave', async () => {
  const { process } = world()
  const a = process('a')
  const sockets = await entered(...Array.from({ length: 5 }, () => a.enter('one')))
  const again = process('b').enter('one')
  setTimeout(() => a.leave('one', sockets[0]!), 50)
  expect(await again).toBeDefined()
})

test('what was not even tried is not taken back', async () => {
  let asked = 0
  const away = {
    get: () => Promise.reject(new Error(`away ${++asked}`)),
    swap: () => Promise.reject(new Error('away')),
  }
  const a = new SessionSockets({ shared: away, self: 'a', serving: () => Promise.resolve(new Set('a')) })
  await expect(a.enter('one')).rejects.toThrow('away')
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(asked).toBe(1)
})

test('a process that starts again where its shared state is kept does not count what it had', async () => {
  const { shared } = world()
  const life = async (): Promise<SessionSockets> => {
    vi.resetModules()
    const { alone } = await import('../../src/services/membership.js')
    return new SessionSockets({ shared, ...alone })
  }
  const first = await life()
  await entered(...Array.from({ length: 5 }, () => first.enter('one')))
  expect(await (await life()).enter('one')).toBeDefined()
})
