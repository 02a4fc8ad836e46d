import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Client, TestProduct } from '../../support/product.js'
import { openProduct } from '../../support/product.js'
import type { SocketClient } from '../../support/socket-client.js'
import { openSocket } from '../../support/socket-client.js'

let product: TestProduct
let client: Client
let room: string
let socket: SocketClient
let head: number
beforeAll(async () => {
  product = await openProduct()
  ;[client] = (await product.people('somebody')) as [Client]
  room = (await client.ok<{ id: string }>('/room/create', { roomName: 'a room', users: [] })).id
  socket = await client.socket()
  head = await product.head()
})
afterAll(async () => {
  // nothing of all this was appended, and the same socket lives
  expect(await product.head()).toBe(head)
  expect(await socket.say({ targetId: room })).toMatchObject({ fromId: client.id })
  await socket.close()
  await product.close()
})

let frames = 0
/** The frame of a text made from a new msgId, and the answer to it. */
const answerTo = async (make: (msgId: string) => string, to = socket) => {
  const msgId = `bad ${++frames}`
  to.webSocket.send(make(msgId))
  const { eventType, code, content } = await to.until((frame) => frame['msgId'] === msgId)
  expect(content).toEqual(expect.any(String))
  return [eventType, code]
}
const coded = (fields: object, to = socket) => answerTo((msgId) => JSON.stringify({ msgId, ...fields }), to)

const UNKNOWN = '999999999999'
const noScalars = [[], {}, true, false]
const noIds = [...noScalars, null, '', 'x', ' ', '-1', -1, 1.5, '1.5', '1e3', 1e300, '9'.repeat(17)]
const noWholes = [...noScalars, 'x', ' ', '', 1.5, '1.5', '1e3', 1e300, -1, '-1']
const noTimes = [...noScalars, 'x', ' ', 1.5, 1e300, -1]
const noText = [...noScalars, null, '', ' ', '\n', 1]
const noUrls = [...noScalars, null, '', 1, 'x', 'ftp://x', 'http://', `http://x/${'a'.repeat(2048)}`]
const noSizes = [...noScalars, null, '', '1', -1]
const wrong = (base: object, samples: Readonly<Record<string, readonly unknown[]>>): object[] =>
  Object.entries(samples).flatMap(([name, values]) => [
    ...values.map((value) => ({ ...base, [name]: value })),
    Object.fromEntries(Object.entries(base).filter(([key]) => key !== name)),
  ])
const wrongMsg = (msgType: number, msg: object, samples: Readonly<Record<string, readonly unknown[]>>): object[] =>
  wrong(msg, samples).map((bad) => ({ ...say(), msgType, msg: bad }))

const say = (): object => ({ eventType: 0, channelType: 2, targetId: room, msgType: 1, msg: { content: 'x' } })
const url = 'http://x.example/a'

test.each<[string, () => object[]]>([
  ['channelType', () => wrong(say(), { channelType: [...noWholes, null, 0, 4] })],
  ['targetId', () => wrong(say(), { targetId: noIds })],
  ['msgType', () => wrong(say(), { msgType: [...noWholes, null, 6, 7, 8, 9, 12] })],
  ['msg', () => wrong(say(), { msg: [null, '', 'x', 1, true, [], ['x'], [{ content: 'x' }]] })],
  ['isSnap', () => [...noWholes, 0, 3].map((isSnap) => ({ ...say(), isSnap }))],
  ['a text', () => wrongMsg(1, { content: 'x' }, { content: [...noText, '字'.repeat(6001)] })],
  ['an announcement', () => wrongMsg(0, { content: 'x' }, { content: [...noText, '👋'.repeat(501)] })],
  ['a voice', () => wrongMsg(2, { mediaUrl: url, time: 1 }, { mediaUrl: noUrls, time: noSizes })],
  [
    'an image',
    () =>
      wrongMsg(
        3,
        { imageUrl: url, width: 1, height: 1 },
        { imageUrl: noUrls, width: [...noSizes, 0], height: [...noSizes, 0] },
      ),
  ],
  [
    'a packet',
    () =>
      wrongMsg(
        4,
        { coin: 1, packetId: 'a', packetType: 1 },
        { coin: [...noScalars, null, ''], packetId: [...noScalars, null, ''], packetType: [...noScalars, null, ''] },
      ),
  ],
  ['a video', () => wrongMsg(5, { mediaUrl: url, time: 1 }, { mediaUrl: noUrls, time: noSizes })],
  [
    'event 42 by logId',
    () => noIds.filter((value) => value !== null && value !== '').map((logId) => ({ eventType: 42, logId })),
  ],
  ['event 42 by time', () => wrong({ eventType: 42, time: 0 }, { time: [...noTimes, ''] })],
  ['event 1', () => wrong({ eventType: 1, groupId: UNKNOWN }, { groupId: noIds })],
  ['event 2', () => wrong({ eventType: 2, groupId: UNKNOWN }, { groupId: noIds })],
  ['event 42 behind a message that nobody knows', () => [{ eventType: 42, logId: UNKNOWN }]],
  [
    'event 45',
    () =>
      wrong(
        { eventType: 45, begin: 1, end: 2, total: 0 },
        { begin: [...noTimes, 3, ''], end: [...noTimes, 0, 1 + 48 * 3_600_000 + 1], total: noTimes },
      ),
  ],
])('what is wrong with %s is -1005', async (_, make) => {
  for (const fields of make()) {
    const { eventType } = fields as { eventType: number }
    expect([fields, await coded(fields)]).toEqual([fields, [eventType, -1005]])
  }
})

describe('what is no frame is -1005', () => {
  test('with eventType 0 and no msgId where it is no JSON object', async () => {
    const texts = ['', 'x', '{', '[]', 'null', '1', '"{}"', `{"msgId":`, '[{"eventType":0}]']
    const bytes = [Buffer.from([0xff, 0xfe]), Buffer.from('{"x":"\xff"}', 'latin1')]
    const lone = await client.socket()
    for (const data of [...texts, ...bytes]) {
      lone.webSocket.send(data)
      while (lone.frames.length === 0) await once(lone.webSocket, 'message')
      expect([data, lone.frames.pop()]).toEqual([
        data,
        { eventType: 0, msgId: '', code: -1005, content: expect.stringMatching(/^消息格式错误/) as unknown },
      ])
    }
    await lone.close()
  })

  test('with its own eventType and msgId where a part of it must not stand there', async () => {
    const parts = [
      '"x":"\\u0000"',
      '"x":"\\ud800"',
      '"x":{"__proto__":1}',
      '"__proto__":1',
      `"x":${'['.repeat(40)}${']'.repeat(40)}`,
    ]
    for (const part of parts)
      for (const eventType of [0, 42, 45])
        expect([part, await answerTo((msgId) => `{"eventType":${eventType},"msgId":"${msgId}",${part}}`)]).toEqual([
          part,
          [eventType, -1005],
        ])
    const inside = (msgId: string) => JSON.stringify({ msgId, ...say(), msg: { content: 'a\u0000b' } })
    expect(await answerTo(inside)).toEqual([0, -1005])
  })

  test('also by an eventType or msgId that is none', async () => {
    for (const eventType of ['x', {}, [], true, 1.5]) expect(await coded({ ...say(), eventType })).toEqual([0, -1005])
    for (const msgId of [{}, [], true, 'x'.repeat(129)]) {
      const answers = () => socket.frames.filter(({ eventType }) => eventType === 0)
      const before = answers().length
      socket.send({ ...say(), msgId })
      while (answers().length === before) await once(socket.webSocket, 'message')
      expect(answers().at(-1)).toMatchObject({ eventType: 0, code: -1005 })
    }
  })
})

test('keys are read in other case, and unknown events are ignored', async () => {
  for (const eventType of [3, 6, 20, 43, 99, -1, 1e9]) socket.send({ eventType, msgId: 'ignored' })
  const upper = (msgId: string) => JSON.stringify({ MSGID: msgId, EVENTTYPE: '0', CHANNELTYPE: 9 })
  expect(await answerTo(upper)).toEqual([0, -1005])
  expect(socket.frames.filter((frame) => frame['msgId'] === 'ignored')).toEqual([])
})

test('a visitor may not speak or catch up', async () => {
  const visitor = await openSocket(`${product.url.replace('http', 'ws')}/ws`, {})
  expect(await coded(say(), visitor)).toEqual([0, -2008])
  expect(await coded({ eventType: 42, time: 0 }, visitor)).toEqual([42, -1005])
  expect(await coded({ eventType: 45, begin: 1, end: 2, total: 0 }, visitor)).toEqual([45, -1005])
  await visitor.close()
})

test('a frame over 64 KiB closes the socket with 1009, one of 64 KiB does not', async () => {
  const big = await client.socket()
  const frame = (msgId: string, length: number) => {
    const text = JSON.stringify({ msgId, eventType: 0, pad: '' })
    return text.replace('"pad":""', `"pad":"${'x'.repeat(length - text.length)}"`)
  }
  expect(await answerTo((msgId) => frame(msgId, 65_536), big)).toEqual([0, -1005])
  big.webSocket.send(frame('too big', 65_537))
  expect((await big.closed).code).toBe(1009)
})
