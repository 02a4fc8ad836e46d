import { expect, test } from 'vitest'
import { closeAll, type Closers } from '../src/closing.js'

test('each thing that was opened is closed, the last first, whatever fails or hangs', async () => {
  const closed: string[] = []
  const closes =
    (name: string, how: () => Promise<void> | void = () => undefined) =>
    () => {
      closed.push(name)
      return how()
    }
  const failing = (): never => {
    throw new Error('at once')
  }
  const closers: Closers = [
    closes('first'),
    closes('rejects', () => Promise.reject(new Error('later'))),
    closes('hangs', () => new Promise(() => undefined)),
    closes('fails', failing),
    closes('hangs too', () => new Promise(() => undefined)),
    closes('last'),
  ]
  // the process would go on while it has sockets
  const alive = setInterval(() => undefined, 10)
  await expect(closeAll(closers, 100)).rejects.toThrow('at once')
  clearInterval(alive)
  expect(closed).toEqual(['last', 'hangs too', 'fails', 'hangs', 'rejects', 'first'])
})

test('one is waited for before the next is closed', async () => {
  const steps: string[] = []
  const slowly = async (): Promise<void> => {
    await new Promise((resolve) => setTimeout(resolve, 20))
    steps.push('the last is closed')
  }
  await closeAll([() => void steps.push('the first is closed'), slowly])
  expect(steps).toEqual(['the last is closed', 'the first is closed'])
})
