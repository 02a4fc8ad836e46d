import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'

const WISHES = ['upgrade', 'connection', 'http2-settings']

export const asksForSocket = ({ headers }: IncomingMessage): boolean => headers.upgrade?.toLowerCase() === 'websocket'

const headOf = ({ method, url, rawHeaders }: IncomingMessage): Buffer => {
  const lines = [`${method} ${url} HTTP/1.1`]
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const [name = '', value = ''] = rawHeaders.slice(index, index + 2)
    if (!WISHES.includes(name.toLowerCase())) lines.push(`${name}: ${value}`)
  }
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1')
}

/**
 * Answers a request over HTTP/1.1 that wished for another protocol than WebSocket: the wish may be ignored (RFC 9110 7.8), and Java's
 * client wishes for HTTP/2 with everything it sends. Node has taken the connection from its parser by then: it gets it back.
 */
export const answerPlainly = (server: Server, request: IncomingMessage, connection: Duplex, head: Buffer): void => {
  connection.unshift(Buffer.concat([headOf(request), head]))
  server.emit('connection', connection)
}
