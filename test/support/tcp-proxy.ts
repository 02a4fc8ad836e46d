import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { setTimeout } from 'node:timers/promises'

/** Stands between a client and a server, and does to what passes what a network can do. */
export interface TcpProxy {
  readonly port: number
  /** Cuts all connections, and new ones too until `heal`. */
  cut(): void
  /** The server's answers get lost on the way, until `heal`. */
  mute(): void
  /** Each answer takes so many ms longer, until `heal`. */
  delay(ms: number): void
  heal(): void
  /** The next request that holds these bytes reaches the server; its answer is lost with the connection, when this resolves. */
  loseAnswerTo(bytes: string): Promise<void>
  /** The next request that holds these bytes reaches the server; its connection is silent from then on, when this resolves. */
  swallowAnswerTo(bytes: string): Promise<void>
  /** The next request that holds these bytes does not reach the server any more, nor does anything later, until `heal`. */
  cutAt(bytes: string): Promise<void>
  /** The next request that holds these bytes waits, when this resolves, until `heal`; other connections go on. */
  holdAt(bytes: string): Promise<void>
  close(): Promise<void>
}

interface Trap {
  readonly bytes: string
  readonly loses: 'request' | 'answer' | 'all answers' | 'time'
  readonly sprung: () => void
}

export async function startProxy(port: number, host = '127.0.0.1'): Promise<TcpProxy> {
  const open = new Set<Socket>()
  let traps: readonly Trap[] = []
  let away = false
  let muted = false
  let delayMs = 0
  const held: (() => void)[] = []

  const cut = (): void => {
    away = true
    for (const socket of open) socket.destroy()
  }

  const sprung = (request: Buffer): Trap | undefined => {
    const trap = traps.find(({ bytes }) => request.includes(bytes))
    if (trap) traps = traps.filter((each) => each !== trap)
    return trap
  }

  const server = createServer({ noDelay: true }, (client) => {
    if (away) return void client.destroy()
    const upstream = connect({ port, host, noDelay: true })
    let losing: Trap | undefined
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      open.add(one)
      one.on('error', () => undefined)
      one.on('close', () => {
        open.delete(one)
        other.destroy()
      })
    }
    client.on('data', (request) => {
      const trap = sprung(request)
      if (trap?.loses === 'request') {
        cut()
        return trap.sprung()
      }
      if (trap?.loses === 'time') {
        client.pause()
        held.push(() => {
          upstream.write(request)
          client.resume()
        })
        return trap.sprung()
      }
      losing ??= trap
      upstream.write(request)
    })
    upstream.on('data', (answer) => {
      if (muted) return
      if (losing) {
        if (losing.loses === 'answer') client.destroy()
        return losing.sprung()
      }
      if (delayMs === 0) client.write(answer)
      else void setTimeout(delayMs).then(() => !client.destroyed && client.write(answer))
    })
  })

  const trap = (bytes: string, loses: Trap['loses']): Promise<void> =>
    new Promise((resolve) => (traps = [...traps, { bytes, loses, sprung: resolve }]))

  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    cut,
    mute: () => void (muted = true),
    delay: (ms) => void (delayMs = ms),
    heal() {
      away = muted = false
      delayMs = 0
      for (const goOn of held.splice(0)) goOn()
    },
    loseAnswerTo: (bytes) => trap(bytes, 'answer'),
    swallowAnswerTo: (bytes) => trap(bytes, 'all answers'),
    cutAt: (bytes) => trap(bytes, 'request'),
    holdAt: (bytes) => trap(bytes, 'time'),
    async close() {
      cut()
      server.close()
      await once(server, 'close')
    },
  }
}
