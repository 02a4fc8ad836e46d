import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'

/** A way to a port that can be cut, or closed for a while. Small packets go at once, as a server of its own sends them. */
export class Wire {
  readonly #sockets = new Set<Socket>()
  #server: Server | undefined

  private constructor(
    readonly target: number,
    public port: number,
  ) {}

  static async to(target: number, port = 0): Promise<Wire> {
    const wire = new Wire(target, port)
    await wire.open()
    return wire
  }

  /** Connections that are open. */
  get connections(): number {
    return this.#sockets.size / 2
  }

  /** Lets clients through, on the same port as before. */
  async open(): Promise<void> {
    this.#server = createServer({ noDelay: true }, (client) => this.#join(client))
    this.#server.listen(this.port, '127.0.0.1')
    await once(this.#server, 'listening')
    this.port = (this.#server.address() as AddressInfo).port
  }

  /** Ends all connections, in the middle of what they say. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy()
  }

  /** Ends all connections, and refuses new ones. */
  async shut(): Promise<void> {
    const server = this.#server
    this.#server = undefined
    if (!server) return
    const closed = once(server, 'close')
    server.close()
    this.cut()
    await closed
  }

  #join(client: Socket): void {
    const upstream = connect({ port: this.target, host: '127.0.0.1', noDelay: true })
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      this.#sockets.add(socket)
      socket.on('error', () => other.destroy())
      socket.on('close', () => {
        this.#sockets.delete(socket)
        other.destroy()
      })
      socket.pipe(other)
    }
  }
}
