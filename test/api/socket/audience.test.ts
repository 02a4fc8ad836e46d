import { afterAll, expect, test } from 'vitest'
import { Audience } from '../../../src/api/socket/audience.js'
import { Heartbeat } from '../../../src/api/socket/heartbeat.js'
import { Measures } from '../../../src/api/socket/measures.js'
import { Outbox } from '../../../src/api/socket/outbox.js'
import { jsonFrame } from '../../../src/api/socket/text-frame.js'
import { createMetrics } from '../../../src/services/metrics.js'
import { listenerOf } from '../../support/listener.js'

const metrics = createMetrics()
afterAll(() => metrics.close())
const outbox = new Outbox(new Measures(metrics))

const hearers = (audience: Audience, room: string): string[] =>
  (audience.channel(`room_${room}`)?.seats ?? []).map(({ connection }) => connection.user).sort()
const enter = async (audience: Audience, user: string) => {
  const guest = await audience.hold(user)
  const listener = listenerOf(user, outbox)
  audience.enter(guest, listener.connection)
  audience.release(guest)
  return listener.connection
}

test('who is connected hears the rooms he is in, as long as he is in them', async () => {
  const audience = new Audience((user) => Promise.resolve(user === 'a' ? ['1', '2'] : ['1']))
  const [a, b] = [await enter(audience, 'a'), await enter(audience, 'b')]
  await enter(audience, 'b')
  expect([hearers(audience, '1'), hearers(audience, '2')]).toEqual([['a', 'b', 'b'], ['a']])
  expect(audience.onlineIn('1').size).toBe(2)
  audience.joined('2', 'b')
  audience.left('1', 'a')
  expect([hearers(audience, '1'), hearers(audience, '2')]).toEqual([
    ['b', 'b'],
    ['a', 'b', 'b'],
  ])
  audience.leave(b)
  expect(hearers(audience, '2')).toEqual(['a', 'b'])
  audience.dissolved('2')
  audience.leave(a)
  expect([hearers(audience, '2'), audience.channel('room_2'), audience.guest('a')]).toEqual([[], undefined, undefined])
})

test('what the feed tells while the rooms are read is not lost, and two tabs read once', async () => {
  const answers: ((rooms: string[]) => void)[] = []
  const audience = new Audience(() => new Promise((resolve) => answers.push(resolve)))
  const tabs = [enter(audience, 'a'), enter(audience, 'a')]
  await Promise.resolve()
  audience.joined('new', 'a')
  audience.joined('brief', 'a')
  audience.left('brief', 'a')
  audience.left('left', 'a')
  audience.dissolved('gone')
  expect(answers.length).toBe(1)
  answers[0]?.(['old', 'left', 'gone'])
  await Promise.all(tabs)
  expect([...(audience.guest('a')?.rooms ?? [])]).toEqual(['old', 'new'])
  expect(hearers(audience, 'new')).toEqual(['a', 'a'])
})

test('a user whose rooms cannot be read is not remembered: the next upgrade reads again', async () => {
  let tries = 0
  const audience = new Audience(() => (tries++ === 0 ? Promise.reject(new Error('away')) : Promise.resolve(['1'])))
  await expect(enter(audience, 'a')).rejects.toThrow('away')
  expect(audience.guest('a')).toBeUndefined()
  await enter(audience, 'a')
  expect(hearers(audience, '1')).toEqual(['a'])
})

test('all frames of one moment leave in one write; nothing after the end', async () => {
  const listener = listenerOf('a', outbox)
  for (const n of [1, 2, 3]) listener.connection.send(jsonFrame({ n }))
  outbox.flush()
  listener.connection.send(jsonFrame({ n: 4, long: 'x'.repeat(200) }))
  listener.connection.end(4003, 'signed out')
  listener.connection.send(jsonFrame({ n: 5 }))
  outbox.flush()
  await new Promise(setImmediate)
  expect(listener.writes).toEqual([[{ n: 1 }, { n: 2 }, { n: 3 }], [{ n: 4, long: 'x'.repeat(200) }]])
  expect(listener.closedWith).toBe(4003)
})

test('each connection is pinged every 27 s, and cut after 60 s of silence', () => {
  const [silent, healthy] = [listenerOf('a', outbox), listenerOf('b', outbox)]
  const open = new Set([silent, healthy])
  const heartbeat = new Heartbeat(
    () => [...open].map(({ connection }) => connection),
    () => undefined,
  )
  for (const { connection } of open) heartbeat.begin(connection)
  const pass = (seconds: number): void => {
    for (let second = 0; second < seconds; second += 3) {
      heartbeat.heard(healthy.connection)
      heartbeat.beat()
    }
  }
  pass(24)
  expect([silent.pings, healthy.pings]).toEqual([0, 0])
  pass(3)
  expect([silent.pings, healthy.pings]).toEqual([1, 1])
  pass(33)
  expect([silent.cut, silent.pings]).toEqual([false, 2])
  pass(3)
  expect([silent.cut, healthy.cut]).toEqual([true, false])
  heartbeat.stop()
})

test('each coming, going and entering is told, with the rooms and chat rooms that the connection is in by then', async () => {
  const audience = new Audience(() => Promise.resolve(['1', '2']))
  let told = false
  audience.onMoved = () => (told = true)
  const connection = await enter(audience, 'a')
  const next = () => {
    expect(told).toBe(true)
    told = false
    return connection.attendee()?.places
  }
  expect(next()).toEqual(['room_1', 'room_2'])
  audience.seat(connection, 'group_7')
  expect(next()).toEqual(['room_1', 'room_2', 'group_7'])
  audience.seat(connection, 'friend_1_2')
  expect(next()).toEqual(['room_1', 'room_2', 'group_7'])
  audience.left('1', 'a')
  expect(next()).toEqual(['room_2', 'group_7'])
  connection.ended = true
  audience.leave(connection)
  expect(next()).toBeUndefined()
})
