import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import type { Socket } from 'node:net'
import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { WebSocket } from 'ws'
import type { Client, TestProduct } from '../support/product.js'
import { openProduct } from '../support/product.js'
import type { SocketClient } from '../support/socket-client.js'

let product: TestProduct
let one: Client, other: Client
let room: string
beforeAll(async () => {
  product = await openProduct()
  ;[one, other] = (await product.people('one', 'other')) as [Client, Client]
  room = (await one.ok<{ id: string }>('/room/create', { users: [other.id] })).id
})
afterAll(() => product.close())

const dial = async (): Promise<Socket> => {
  const socket = connect(Number(new URL(product.url).port), '127.0.0.1')
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  return socket
}

/** Ordinary clients call and talk as if nothing were. */
const areServed = async (): Promise<void> => {
  const [ofOne, ofOther] = [await one.socket(), await other.socket()]
  for (let times = 0; times < 20; times++) {
    const { logId } = await ofOne.say({ targetId: room })
    await ofOther.until((frame) => frame['logId'] === logId)
    expect(await one.code('/room/info', { roomId: room })).toBe(0)
  }
  await Promise.all([ofOne.close(), ofOther.close()])
}

/** What the WebSocket runs on. */
const streamOf = ({ webSocket }: SocketClient): Socket => (webSocket as unknown as { _socket: Socket })._socket

describe('3,000 connections that are half open', () => {
  const EACH = 1_000
  const upgrade = [
    'GET /ws HTTP/1.1',
    'Host: a',
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
  ]
  const key = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='
  const beginnings: readonly string[] = ['', `${upgrade.join('\r\n')}\r\n`, `${[...upgrade, key].join('\r\n')}\r\n\r\n`]
  const open = async (beginning: string): Promise<Socket[]> => {
    const sockets = await Promise.all(Array.from({ length: EACH }, dial))
    for (const socket of sockets) if (beginning !== '') socket.write(beginning)
    return sockets
  }

  test('keep nobody from being served, and those that ask for nothing are cut', async () => {
    const sockets: Socket[][] = []
    for (const beginning of beginnings) sockets.push(await open(beginning))
    const [silent = [], asking = [], upgraded = []] = sockets
    await Promise.all(upgraded.map((socket) => once(socket, 'data')))
    await areServed()
    const halves = [...silent, ...asking]
    // an answer that nobody reads would hold back the end
    for (const socket of halves) socket.resume()
    await Promise.all(halves.map(async (socket) => socket.closed || once(socket, 'close')))
    await areServed()
    for (const socket of upgraded) socket.destroy()
  }, 60_000)
})

test('who asks and asks and never reads an answer is not read any further', async () => {
  const pad = `X-Pad: ${'x'.repeat(8_000)}`
  const request = `${['GET /docs/openapi.json HTTP/1.1', 'Host: a', pad].join('\r\n')}\r\n\r\n`
  const socket = await dial()
  socket.pause()
  for (let times = 0; times < 3_000; times++) socket.write(request)
  await areServed()
  const waiting = socket.writableLength
  expect(waiting).toBeGreaterThan(0)
  await areServed()
  expect(socket.writableLength).toBe(waiting)
  socket.destroy()
}, 60_000)

test('who pings and pings and never reads an answer is cut', async () => {
  const socket = await one.socket()
  const { webSocket, closed } = socket
  webSocket.pause()
  const stream = streamOf(socket)
  while (!stream.destroyed && !stream.errored) {
    for (let times = 0; times < 1_000; times++) webSocket.ping('x'.repeat(125), true, () => undefined)
    await pause(1)
  }
  expect((await closed).code).toBe(1006)
  await areServed()
}, 60_000)

describe('slow senders', () => {
  test('dribble a request, and are answered when it is whole', async () => {
    const body = JSON.stringify({ roomId: room })
    const headers = [
      'POST /room/info HTTP/1.1',
      'Host: a',
      `FZM-AUTH-TOKEN: ${one.token}`,
      `Content-Length: ${body.length}`,
    ]
    const socket = await dial()
    socket.setNoDelay(true)
    for (const character of `${headers.join('\r\n')}\r\n\r\n${body}`) {
      socket.write(character)
      await pause(1)
    }
    expect(String((await once(socket, 'data'))[0])).toMatch(/^HTTP\/1.1 200 OK\r\n[^]*"result":0/)
    socket.destroy()
  })

  test('who breaks off in the middle of a body does nothing, and is no bug', async () => {
    const before = await product.head()
    const sent = httpRequest(`${product.url}/room/delete`, {
      method: 'POST',
      headers: { 'FZM-AUTH-TOKEN': one.token, 'Content-Length': 100 },
    })
    sent.on('error', () => undefined)
    sent.write(`{"roomId":"${room}"`)
    await pause(50)
    sent.destroy()
    await areServed()
    expect((await product.events(before)).filter(({ type }) => type === 'RoomDissolved')).toEqual([])
  })

  const frame = (msgId: string) => {
    const msg = { content: 'in parts' }
    return JSON.stringify({ eventType: 0, msgId, channelType: 2, targetId: room, msgType: 1, msg })
  }
  /** A message in so many fragments, some of them empty. */
  const sendIn = (webSocket: WebSocket, fragments: number, text: string): void => {
    for (let at = 0; at < fragments; at++) {
      const isLast = at === fragments - 1
      webSocket.send(isLast ? text.slice(at) : text.slice(at, at + 1), { fin: isLast })
    }
  }

  test('a message in 64 fragments is one message, with pings in between; one in 65 ends the socket with 1008', async () => {
    const socket = await one.socket()
    sendIn(socket.webSocket, 64, frame('in 64 parts'))
    expect(await socket.until(({ msgId }) => msgId === 'in 64 parts')).toMatchObject({ fromId: one.id })
    const text = frame('in 3 parts')
    socket.webSocket.send(text.slice(0, 5), { fin: false })
    socket.webSocket.ping()
    await once(socket.webSocket, 'pong')
    socket.webSocket.send(text.slice(5, 9), { fin: false })
    socket.webSocket.send(text.slice(9), { fin: true })
    expect(await socket.until(({ msgId }) => msgId === 'in 3 parts')).toMatchObject({ fromId: one.id })
    sendIn(socket.webSocket, 65, frame('in 65 parts'))
    expect((await socket.closed).code).toBe(1008)
  })

  test('fragments of more than 64 KiB together end it with 1009', async () => {
    const socket = await one.socket()
    for (let at = 0; at < 5; at++) socket.webSocket.send('x'.repeat(16_384), { fin: false })
    expect((await socket.closed).code).toBe(1009)
  })

  test('a frame that comes byte by byte is read where it is short, and ends the socket with 1008 where it is long', async () => {
    const socket = await one.socket()
    const stream = streamOf(socket)
    stream.setNoDelay(true)
    const dribble = async (bytes: Buffer, isOver: () => boolean): Promise<void> => {
      for (const byte of bytes) {
        if (isOver()) return
        stream.write(Buffer.of(byte))
        await new Promise(setImmediate)
      }
    }
    const masked = (text: string): Buffer => {
      const head = Buffer.alloc(8)
      head.writeUInt8(0x81, 0)
      head.writeUInt8(0x80 | 126, 1)
      head.writeUInt16BE(text.length, 2)
      return Buffer.concat([head, Buffer.from(text)])
    }
    await dribble(masked(frame('byte by byte')), () => false)
    expect(await socket.until(({ msgId }) => msgId === 'byte by byte')).toMatchObject({ fromId: one.id })
    await dribble(masked('x'.repeat(60_000)), () => socket.webSocket.readyState !== socket.webSocket.OPEN)
    expect((await socket.closed).code).toBe(1008)
  })
})
