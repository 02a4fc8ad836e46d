import { describe, expect, test } from 'vitest'
import { States } from '../../src/commands/states.js'
import type { Kept } from '../../src/commands/handle.js'
import type { Is, Recorded } from '../../src/domain/decision.js'
import type { EventStore, ReadOptions } from '../../src/stores/event-store.js'

type Said = Is<'Said', { readonly word: string }>
interface Words {
  readonly said: string[]
}
const words: Kept<Words, Said> = {
  initial: () => ({ said: [] }),
  evolve: (state, { data }) => (state.said.push(data.word), state),
  weigh: () => 100,
}
const tail: Kept<Words, Said> = { ...words, tail: true, forget: ({ said }) => void said.splice(0) }

const event = (stream: string, version: number, position = version): Recorded<Said> => {
  const word = `${stream}${version}`
  return { type: 'Said', data: { word }, id: word, stream, version, position, metadata: { at: position } }
}

/** So many events in each stream; `read` waits for `gate` before it ends. */
const logOf = (lengths: Record<string, number>, gate?: Promise<void>) => {
  const reads: string[] = []
  const events = {
    async *read(stream: string, { backwards = false }: ReadOptions = {}) {
      reads.push(stream)
      const all = Array.from({ length: lengths[stream] ?? 0 }, (_, at) => event(stream, at + 1))
      for (const each of backwards ? all.reverse() : all) {
        reads.push(each.id)
        yield each
      }
      await gate
    },
  } as unknown as EventStore
  return { events, reads }
}
const said = async (states: States, stream: string, aggregate = words) =>
  (await states.load(stream, aggregate)).state.said

describe('loading', () => {
  test('reads a stream once, also asked for twice at once', async () => {
    const { events, reads } = logOf({ a: 2 })
    const states = new States(events, () => 0)
    const both = await Promise.all([said(states, 'a'), said(states, 'a')])
    expect(both).toEqual([
      ['a1', 'a2'],
      ['a1', 'a2'],
    ])
    await said(states, 'a')
    expect(reads.filter((each) => each === 'a')).toHaveLength(1)
  })
  test('a tail goes back to the first event that the read models know, and to one at least', async () => {
    const { events, reads } = logOf({ a: 9 })
    expect(await said(new States(events, () => 7), 'a', tail)).toEqual(['a7', 'a8', 'a9'])
    expect(reads).not.toContain('a6')
    expect(await said(new States(events, () => 100), 'a', tail)).toEqual(['a9'])
    expect(await said(new States(events, () => 0), 'a', tail)).toHaveLength(9)
  })
  test('that fails is tried again by the next one', async () => {
    const { events } = logOf({ a: 1 })
    let fail = true
    const read: EventStore['read'] = (stream, options) => {
      if (!fail) return events.read(stream, options)
      fail = false
      throw new Error('unreachable')
    }
    const states = new States({ ...events, read }, () => 0)
    await expect(said(states, 'a')).rejects.toThrow('unreachable')
    expect(await said(states, 'a')).toEqual(['a1'])
  })
  test('misses nothing that the log brings meanwhile', async () => {
    let open = () => {}
    const states = new States(logOf({ a: 2 }, new Promise((resolve) => (open = resolve))).events, () => 0)
    const loading = said(states, 'a')
    await Promise.resolve()
    states.advance([event('a', 2), event('a', 3), event('b', 1)])
    open()
    expect(await loading).toEqual(['a1', 'a2', 'a3'])
  })
  test('does not replace what a turn has put back meanwhile', async () => {
    let open = () => {}
    const { events } = logOf({ a: 2 }, new Promise((resolve) => (open = resolve)))
    const states = new States(events, () => 0)
    const held = await new States(logOf({ a: 2 }).events, () => 0).load('a', words)
    const loading = states.load('a', words)
    Object.assign(held, { version: 3, state: { said: ['a1', 'a2', 'appended'] } })
    states.keep(held as never)
    open()
    expect(await loading).toBe(held)
  })
})

describe('advance', () => {
  test('folds what follows, passes over what is known, drops where something is missing', async () => {
    const states = new States(logOf({ a: 2 }).events, () => 0)
    const entry = await states.load('a', words)
    states.advance([event('a', 1, 1), event('a', 2, 20), event('a', 3, 30)])
    expect([entry.state.said, entry.version, entry.position]).toEqual([['a1', 'a2', 'a3'], 3, 30])
    states.advance([event('a', 5, 50)])
    expect(states.peek('a')).toBeUndefined()
  })
})

describe('beyond its bytes', () => {
  test('those go that nobody has asked for since', async () => {
    const states = new States(logOf({}).events, () => 0, 300)
    for (const stream of ['a', 'b', 'c', 'd']) await states.load(stream, words)
    await states.load('b', words)
    await states.load('e', words)
    expect(['b', 'd', 'e'].every((stream) => states.peek(stream))).toBe(true)
    expect(['a', 'c'].some((stream) => states.peek(stream))).toBe(false)
  })
  test('one that is too large alone stays', async () => {
    const states = new States(logOf({}).events, () => 0, 50)
    await states.load('a', words)
    await states.load('b', words)
    expect([states.peek('a'), states.peek('b')?.stream]).toEqual([undefined, 'b'])
  })
})

test('a state forgets only what the read models know, at most once in 500 events', async () => {
  let visible = 0
  const states = new States(logOf({ a: 1 }).events, () => visible)
  const entry = await states.load('a', tail)
  const tell = (version: number) => states.advance([event('a', version)])
  for (let version = 2; version <= 501; version++) tell(version)
  states.forget(entry as never)
  expect(entry.state.said).toHaveLength(501)
  visible = 1
  states.forget(entry as never)
  expect(entry.state.said).toEqual([])
  for (let version = 502; version <= 1_002; version++) tell(version)
  states.forget(entry as never)
  expect(entry.state.said).toHaveLength(501)
  visible = 501
  states.forget(entry as never)
  expect(entry.state.said).toEqual([])
})

test('an entry that was dropped under its turn does not take the place of a newer one', async () => {
  const states = new States(logOf({ a: 2 }).events, () => 0)
  await states.load('a', words)
  const older = states.peek('a')!
  states.drop('a')
  await states.load('a', words)
  states.advance([event('a', 3)])
  states.keep(older)
  expect(await said(states, 'a')).toEqual(['a1', 'a2', 'a3'])
})
