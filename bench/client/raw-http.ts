import { connect, type Socket } from 'node:net'

const END_OF_HEAD = Buffer.from('\r\n\r\n')

/**
 * One kept-alive connection that costs as little as possible, so that a load generator does not measure itself: one call at a time, the
 * reply's bytes are not parsed. The server says Content-Length.
 */
export class RawHttp {
  #pieces: Buffer[] = []
  #missing = 0
  #done: ((body: Buffer) => void) | undefined
  #fail: ((error: Error) => void) | undefined

  private constructor(
    private readonly socket: Socket,
    private readonly head: string,
  ) {
    socket.setNoDelay(true)
    socket.on('data', (piece: Buffer) => this.#take(piece))
    socket.on('error', (error) => this.#fail?.(error))
    socket.on('close', () => this.#fail?.(new Error('the server has closed the connection')))
  }

  static open(url: string, token: string): Promise<RawHttp> {
    const { hostname, port, host } = new URL(url)
    const head = `Host: ${host}\r\nContent-Type: application/json\r\nFZM-DEVICE: PC\r\nFZM-AUTH-TOKEN: ${token}\r\n`
    return new Promise((resolve, reject) => {
      const socket = connect(Number(port), hostname, () => resolve(new RawHttp(socket, head)))
      socket.once('error', reject)
    })
  }

  /** The body of the reply. Rejects when it is no success. */
  async call(path: string, body: object = {}): Promise<Buffer> {
    const payload = JSON.stringify(body)
    const length = Buffer.byteLength(payload)
    const reply = await new Promise<Buffer>((resolve, reject) => {
      this.#done = resolve
      this.#fail = reject
      this.socket.write(`POST ${path} HTTP/1.1\r\n${this.head}Content-Length: ${length}\r\n\r\n${payload}`)
    })
    if (!reply.includes('"result":0')) throw new Error(`${path} answered ${reply.toString('utf8', 0, 200)}`)
    return reply
  }

  #take(piece: Buffer): void {
    if (this.#pieces.length === 0) this.#missing = this.#lengthIn(piece)
    this.#pieces.push(piece)
    this.#missing -= piece.length
    if (this.#missing > 0) return
    const whole = this.#pieces.length === 1 ? piece : Buffer.concat(this.#pieces)
    this.#pieces = []
    this.#done?.(whole.subarray(whole.indexOf(END_OF_HEAD) + END_OF_HEAD.length))
  }

  /** Bytes of the whole reply. Its head comes in one piece. */
  #lengthIn(piece: Buffer): number {
    const end = piece.indexOf(END_OF_HEAD)
    const length = /content-length: *(\d+)/i.exec(piece.toString('latin1', 0, end))?.[1]
    if (end < 0 || length === undefined) throw new Error('a reply without its length')
    return end + END_OF_HEAD.length + Number(length)
  }

  close(): void {
    this.#fail = undefined
    this.socket.destroy()
  }
}
