import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { startServer, type Listening, type ServerParts } from '../../src/api/server.js'

let folder: string
let server: Listening | undefined
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'annals-server-'))
})
afterEach(async () => {
  await server?.close()
  server = undefined
  await rm(folder, { recursive: true })
})

/** Rejects when nobody listens. */
const knock = async (url: string): Promise<void> => {
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  await once(socket, 'connect')
  socket.destroy()
}

const start = async (
  handle: ServerParts['handle'],
  upgrade: ServerParts['upgrade'] = (_, socket) => void socket.destroy(),
) => {
  server = await startServer({ HOST: '127.0.0.1', PORT: 0, DATA_DIR: folder }, () => undefined)
  await server.serve({ handle, upgrade })
  return server
}

describe('startServer', () => {
  it('tells its address in server.json until it is closed', async () => {
    const listening = await start((_, reply) => void reply.end('here'))
    const { url } = listening
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    expect(JSON.parse(readFileSync(join(folder, 'server.json'), 'utf8'))).toEqual({ url, pid: process.pid })
    expect(await (await fetch(url)).text()).toBe('here')
    await listening.close()
    expect(existsSync(join(folder, 'server.json'))).toBe(false)
    await expect(fetch(url)).rejects.toThrow()
  })

  it('refuses a port that is taken', async () => {
    const { url } = await start((_, reply) => void reply.end())
    const settings = { HOST: '127.0.0.1', PORT: Number(new URL(url).port), DATA_DIR: folder }
    await expect(startServer(settings, () => undefined)).rejects.toThrow('EADDRINUSE')
  })

  it('lets a request under way finish, and waits for no idle connection', async () => {
    let finish: () => void = () => undefined
    const listening = await start((_, reply) => {
      finish = () => void reply.end('done')
      reply.write('begun ')
    })
    const reply = await fetch(listening.url)
    const closed = listening.close()
    await vi.waitFor(() => expect(knock(listening.url)).rejects.toThrow())
    finish()
    expect(await reply.text()).toBe('begun done')
    await closed
  })

  it('hands over connections that ask for a socket', async () => {
    const { url } = await start(
      (_, reply) => void reply.end(),
      (request, socket) => void socket.end(`taken over at ${request.url}`),
    )
    const socket = connect(Number(new URL(url).port), '127.0.0.1')
    socket.write('GET /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
    const [answer] = (await once(socket, 'data')) as [Buffer]
    expect(answer.toString()).toBe('taken over at /ws')
    socket.destroy()
  })

  it('outlives who asks for a socket before there is anything to serve, and goes or stays', async () => {
    server = await startServer(
      { HOST: '127.0.0.1', PORT: 0, DATA_DIR: folder },
      (_, reply) => void reply.end('starting'),
    )
    const { url } = server
    const ask = async (): Promise<Socket> => {
      const socket = connect({ port: Number(new URL(url).port), host: '127.0.0.1', allowHalfOpen: true })
      await once(socket, 'connect')
      socket.write('GET /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
      return socket
    }
    for (let round = 0; round < 20; round++) (await ask()).resetAndDestroy()
    const stays = await ask()
    const [answer] = (await once(stays, 'data')) as [Buffer]
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 503 /)
    expect(await (await fetch(url)).text()).toBe('starting')
    // the other end is gone, though this one was not ended
    const going = setInterval(() => stays.write('more'), 10)
    await once(stays, 'error').finally(() => clearInterval(going))
  })
})
