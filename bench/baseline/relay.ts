import type { FileHandle } from 'node:fs/promises'
import { open } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import type { WebSocket } from 'ws'
import { WebSocketServer } from 'ws'
import { serve } from '../client/subprocess.js'
import { usageNow } from '../client/usage.js'

interface Waiting {
  readonly data: Buffer
  readonly to: readonly WebSocket[]
}

/** Takes what waits, writes it with one flush, sends it on. */
class Relay {
  #waiting: Waiting[] = []
  #running = false

  constructor(private readonly file: FileHandle) {}

  add(message: Waiting): void {
    this.#waiting.push(message)
    if (!this.#running) void this.#run()
  }

  async #run(): Promise<void> {
    this.#running = true
    while (this.#waiting.length > 0) {
      await setImmediate()
      const batch = this.#waiting
      this.#waiting = []
      await this.file.write(Buffer.concat(batch.map(({ data }) => data)))
      await this.file.datasync()
      for (const { data, to } of batch) for (const socket of to) socket.send(data, { binary: false })
    }
    this.#running = false
  }
}

/** A server on a free port; each socket comes with the text that a token would stand in. */
const listen = (onSocket: (socket: WebSocket, name: string) => void): Promise<{ url: string }> => {
  const server = createServer()
  new WebSocketServer({ server, perMessageDeflate: false, clientTracking: false }).on('connection', (socket, request) =>
    onSocket(socket, String(request.headers['fzm-auth-token'])),
  )
  return new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () =>
      resolve({ url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}` }),
    ),
  )
}

serve({
  /** Passes on each message to all sockets of the same name once it is on disk. */
  relay: async ({ folder }: { folder: string }) => {
    const relay = new Relay(await open(join(folder, 'relay'), 'a'))
    const rooms = new Map<string, WebSocket[]>()
    return listen((socket, name) => {
      const to = rooms.get(name) ?? []
      rooms.set(name, to)
      to.push(socket)
      socket.on('message', (data: Buffer) => relay.add({ data, to }))
    })
  },
  /** Answers each message with one Buffer of so many bytes to all sockets. */
  fanout: async ({ bytes }: { bytes: number }) => {
    const start = '{"eventType":0,"msg":"'
    const frame = Buffer.from(`${start}${'x'.repeat(Math.max(0, bytes - start.length - 2))}"}`)
    const all: WebSocket[] = []
    return listen((socket) => {
      all.push(socket)
      socket.on('message', () => {
        for (const each of all) each.send(frame, { binary: false })
      })
    })
  },
  /** Only holds sockets. */
  hold: async () =>
    listen((socket) => {
      socket.on('message', () => undefined)
    }),
  usage: async ({ collect }: { collect: boolean }) => usageNow(collect),
})
