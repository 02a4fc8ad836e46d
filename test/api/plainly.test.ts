import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { TestProduct } from '../support/product.js'
import { openProduct } from '../support/product.js'

let product: TestProduct
beforeAll(async () => (product = await openProduct()))
afterAll(() => product.close())

const asking = (length: number): string =>
  [
    'POST /permission/permissionInfo HTTP/1.1',
    'Host: x',
    `Content-Length: ${length}`,
    'Connection: Upgrade, HTTP2-Settings',
    'Upgrade: h2c',
    'HTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA',
    '',
    '',
  ].join('\r\n')

test('who would rather speak HTTP/2 is answered over HTTP/1.1, again and again on one connection', async () => {
  const socket = connect(Number(new URL(product.url).port), '127.0.0.1')
  let text = ''
  socket.on('data', (piece: Buffer) => (text += piece.toString()))
  const answered = async (times: number): Promise<void> => {
    while (text.split('"result":0').length <= times) await once(socket, 'data')
  }
  // the body comes with the head, behind it, and in pieces
  socket.write(`${asking(2)}{}`)
  await answered(1)
  socket.write(asking(2))
  setTimeout(() => socket.write('{'), 20)
  setTimeout(() => socket.write('}'), 40)
  await answered(2)
  expect(text.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 200'])
  socket.destroy()
})
