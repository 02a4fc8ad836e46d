import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { nobody, type Attendee, type Moved } from '../../src/services/presence.js'
import { SharedPresence } from '../../src/services/shared-presence.js'
import { memorySharedState } from '../../src/stores/embedded/shared-state.js'
import type { SharedState } from '../../src/stores/shared-state.js'

const PATIENCE = { timeout: 10_000, interval: 20 }

let now = 0
let state: SharedState
const serving = new Set<string>()
const open: SharedPresence[] = []
beforeEach(() => {
  now = 0
  state = memorySharedState(() => now)
})
afterEach(async () => {
  await Promise.all(open.splice(0).map((presence) => presence.close()))
  serving.clear()
  vi.useRealTimers()
})

/** A process that says, while it serves, who is connected to it. */
const processOf = (name: string, shared = state) => {
  let moved: Moved = () => undefined
  const told: string[] = []
  const presence = new SharedPresence({
    self: name,
    shared,
    serving: () => Promise.resolve(serving),
    here: { presence: nobody, watch: (each) => (moved = each) },
    onChanged: (rooms) => void told.push(...rooms),
    onTrouble: () => undefined,
  })
  serving.add(name)
  open.push(presence)
  presence.start()
  return {
    presence,
    /** Rooms that it was told of. */
    told,
    has: (socket: string, attendee: Attendee) => moved(socket, () => attendee),
    loses: (socket: string) => moved(socket, () => undefined),
  }
}

const inRooms = (id: string, ...rooms: readonly string[]): Attendee => ({
  kind: 'user',
  id,
  places: rooms.map((room) => `room_${room}`),
  heard: {},
})
const onlineIn = ({ presence }: ReturnType<typeof processOf>, room: string) => [...presence.onlineIn(room)].sort()

it('is known to others: rooms, chat rooms and visitors', async () => {
  const [one, other] = [processOf('one'), processOf('other')]
  one.has('a', inRooms('1', '10', '11'))
  one.has('b', { ...inRooms('1', '10', '11'), places: ['room_10', 'room_11', 'group_20'] })
  one.has('c', { kind: 'visitor', id: '1', places: ['group_20'], heard: {} })
  const { presence } = other
  await expect.poll(() => presence.isVisiting('1'), PATIENCE).toBe(true)
  expect([onlineIn(other, '10'), onlineIn(other, '11'), onlineIn(other, '12')]).toEqual([['1'], ['1'], []])
  expect(presence.inGroup('20')).toEqual({ users: new Set(['1']), visitors: new Set(['1']) })
  expect([presence.isVisiting('1'), presence.isVisiting('2')]).toEqual([true, false])
  expect(other.told.sort()).toEqual(['10', '11'])
  other.told.length = 0
  one.loses('b')
  one.has('c', { kind: 'visitor', id: '1', places: [], heard: {} })
  one.has('d', inRooms('2', '11'))
  await expect.poll(() => onlineIn(other, '11'), PATIENCE).toEqual(['1', '2'])
  await expect.poll(() => presence.inGroup('20').visitors.size, PATIENCE).toBe(0)
  expect([onlineIn(other, '10'), presence.isVisiting('1'), other.told]).toEqual([['1'], true, ['11']])
})

it('is written and read in pieces, of which one that comes or goes moves one', async () => {
  const written: { readonly key: string; readonly bytes: number }[] = []
  const read: string[] = []
  const watched: SharedState = {
    ...state,
    get(key) {
      read.push(key)
      return state.get(key)
    },
    put(key, value, forMs) {
      written.push({ key, bytes: value.length })
      return state.put(key, value, forMs)
    },
  }
  const rooms = Array.from({ length: 20 }, (_, room) => `9007199254740${100 + room}`)
  const [one, other] = [processOf('one', watched), processOf('other', watched)]
  for (let n = 0; n < 10_000; n++) one.has(`socket ${n}`, inRooms(`90071992547${10_000 + n}`, ...rooms))
  await expect.poll(() => other.presence.onlineIn(rooms[19]!).size, PATIENCE).toBe(10_000)
  expect(Math.max(...written.map(({ bytes }) => bytes))).toBeLessThan(64 * 1024)
  written.length = read.length = 0
  one.loses('socket 77')
  one.has('socket 78', inRooms('9007199254710078', ...rooms))
  await expect.poll(() => other.presence.onlineIn(rooms[0]!).size, PATIENCE).toBe(9_999)
  const isPiece = (key: string): boolean => key.startsWith('presence:one:')
  expect(written.filter(({ key }) => isPiece(key))).toHaveLength(1)
  expect(read.filter(isPiece)).toHaveLength(1)
})

it('is believed for 5 s of a process that was killed, and not at all of one that serves no more', async () => {
  const isKilled = new Set<string>()
  const mortal: SharedState = {
    ...state,
    put: async (...entry) => (isKilled.has(entry[0].split(':')[1]!) ? undefined : state.put(...entry)),
  }
  const [killed, lost, other] = [processOf('killed', mortal), processOf('lost', mortal), processOf('other')]
  killed.has('a', inRooms('1', '10'))
  lost.has('b', inRooms('2', '10'))
  await expect.poll(() => onlineIn(other, '10'), PATIENCE).toEqual(['1', '2'])
  serving.delete('lost')
  await expect.poll(() => onlineIn(other, '10'), PATIENCE).toEqual(['1'])
  isKilled.add('killed')
  now += 5_000
  await expect.poll(() => onlineIn(other, '10'), PATIENCE).toEqual([])
})

it('is what the new life of a process says, whatever its earlier one still writes', async () => {
  const [earlier, other] = [processOf('earlier'), processOf('other')]
  earlier.has('a', inRooms('1', '10'))
  await expect.poll(() => onlineIn(other, '10'), PATIENCE).toEqual(['1'])
  serving.delete('earlier')
  const later = processOf('later')
  later.has('a', inRooms('2', '10'))
  await expect.poll(() => onlineIn(other, '10'), PATIENCE).toEqual(['2'])
  earlier.has('a', inRooms('3', '10'))
  later.has('b', inRooms('4', '10'))
  await expect.poll(() => onlineIn(other, '10'), PATIENCE).toEqual(['2', '4'])
})

it('is whole again after a process was stopped for longer than anything it has written is kept', async () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  let isStopped = false
  const stopping: SharedState = {
    ...state,
    put: (...entry) => (isStopped ? Promise.reject(new Error('stopped')) : state.put(...entry)),
  }
  const [one, other] = [processOf('one', stopping), processOf('other')]
  for (const n of [1, 2, 3]) one.has(`socket ${n}`, inRooms(String(n), '10'))
  await expect.poll(() => onlineIn(other, '10'), PATIENCE).toEqual(['1', '2', '3'])
  isStopped = true
  now += 100_000
  vi.advanceTimersByTime(100_000)
  await expect.poll(() => onlineIn(other, '10'), PATIENCE).toEqual([])
  one.loses('socket 2')
  isStopped = false
  await expect.poll(() => onlineIn(other, '10'), PATIENCE).toEqual(['1', '3'])
})

it('loses nothing to a store that fails between one piece and the next', async () => {
  let fails = 0
  const failing: SharedState = {
    ...state,
    put: (...entry) => (fails > 0 && fails-- % 2 ? Promise.reject(new Error('no answer')) : state.put(...entry)),
    get: (key) => (fails > 0 && fails-- % 2 ? Promise.reject(new Error('no answer')) : state.get(key)),
  }
  const [one, other] = [processOf('one', failing), processOf('other', failing)]
  const ids = Array.from({ length: 50 }, (_, n) => String(100 + n))
  fails = 40
  for (const id of ids) one.has(`socket ${id}`, inRooms(id, '10'))
  await expect.poll(() => onlineIn(other, '10'), PATIENCE).toEqual(ids)
  fails = 40
  for (const id of ids.slice(10)) one.loses(`socket ${id}`)
  await expect.poll(() => onlineIn(other, '10'), PATIENCE).toEqual(ids.slice(0, 10))
})

it('is gone with a process that ends, and leaves nothing behind', async () => {
  const memory = memorySharedState(() => now)
  const [one, other] = [processOf('one', memory), processOf('other', memory)]
  one.has('a', inRooms('1', '10'))
  await expect.poll(() => onlineIn(other, '10'), PATIENCE).toEqual(['1'])
  await one.presence.close()
  await expect.poll(() => onlineIn(other, '10'), PATIENCE).toEqual([])
  await other.presence.close()
  expect(memory.size).toBe(0)
})

it('is known to others what sockets were written, as long as they are open', async () => {
  const [one, other] = [processOf('one'), processOf('other')]
  one.has('a', { ...inRooms('1', '10'), heard: { room_10: 7 } })
  one.has('b', { ...inRooms('1', '10'), heard: { room_10: 3 } })
  const runs = () => other.presence.runsOf('1').get('room_10')
  const to = Number.MAX_SAFE_INTEGER
  await expect.poll(runs, PATIENCE).toEqual([
    { from: 3, to },
    { from: 7, to },
  ])
  one.loses('b')
  await expect.poll(runs, PATIENCE).toEqual([{ from: 7, to }])
  one.loses('a')
  await expect.poll(runs, PATIENCE).toBeUndefined()
})
