import { randomBytes } from 'node:crypto'
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import { isIPv6, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import type { Settings } from '../settings.js'
import { answerPlainly, asksForSocket } from './plainly.js'

/** How long requests under way may take to finish at the end. */
const PATIENCE_MS = 4000

export interface ServerParts {
  readonly handle: RequestListener
  /** Takes over a connection that asks for a socket. */
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void
}

/** Answers who asks for a socket that there is none. */
export const refuseSocket = (socket: Duplex, status: string): void => {
  socket.once('finish', () => socket.destroy())
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`)
}

export interface Listening {
  readonly url: string
  /** From now on answers so, and says that it does: prints `listening on http://HOST:PORT` and writes `{url, pid}` to DATA_DIR/server.json. */
  serve(parts: ServerParts): Promise<void>
  /** Takes nothing new, lets the requests under way finish (4 s at most), then cuts what is left. */
  close(): Promise<void>
}

/** Half-open and slow connections are cut; a client may keep an idle one for a minute. */
const timeouts = {
  headersTimeout: 15_000,
  requestTimeout: 60_000,
  keepAliveTimeout: 65_000,
  connectionsCheckingInterval: 5000,
  noDelay: true,
}

const listen = (server: Server, host: string, port: number): Promise<string> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      const { port: taken } = server.address() as AddressInfo
      resolve(`http://${isIPv6(host) ? `[${host}]` : host}:${taken}`)
    })
  })

/** For the CLI (`product.md 2`): whole, or as it was. */
const tell = async (file: string, url: string): Promise<void> => {
  const draft = `${file}.${randomBytes(6).toString('hex')}`
  await writeFile(draft, `${JSON.stringify({ url, pid: process.pid })}\n`)
  await rename(draft, file)
}

const untell = async (file: string): Promise<void> => {
  const text = await readFile(file, 'utf8').catch(() => '')
  if (text.includes(`"pid":${process.pid}}`)) await rm(file, { force: true })
}

const finish = async (server: Server): Promise<void> => {
  const closed = new Promise<true>((resolve) => server.close(() => resolve(true)))
  for (const end = performance.now() + PATIENCE_MS; performance.now() < end;) {
    server.closeIdleConnections()
    if ((await Promise.race([closed, pause(20)])) === true) return
  }
  server.closeAllConnections()
}

/**
 * Listens on HOST and PORT, and answers with `starting` until there is something to serve (`product.md 2`).
 * Rejects when the port is taken.
 */
export const startServer = async (
  settings: Pick<Settings, 'HOST' | 'PORT' | 'DATA_DIR'>,
  starting: RequestListener,
): Promise<Listening> => {
  let now: ServerParts = { handle: starting, upgrade: (_, socket) => refuseSocket(socket, '503 Starting') }
  const server = createServer(timeouts, (...exchange) => now.handle(...exchange))
  server.on('upgrade', (request, ...connection) => {
    if (!asksForSocket(request)) return answerPlainly(server, request, ...connection)
    // Node listens for errors no more: a client that goes would end the process
    const [socket] = connection
    socket.on('error', () => socket.destroy())
    now.upgrade(request, ...connection)
  })
  const url = await listen(server, settings.HOST, settings.PORT)
  const file = join(settings.DATA_DIR, 'server.json')
  return {
    url,
    async serve(parts) {
      now = parts
      await tell(file, url)
      process.stdout.write(`listening on ${url}\n`)
    },
    async close() {
      await untell(file)
      await finish(server)
    },
  }
}
