import { connect, type Socket } from 'node:net'

const FIN_TEXT = 0x81
const CLOSE = 0x8
const PING = 0x9
const PONG = 0xa

/** A masked frame with the mask 0, which leaves the payload as it is. */
const frameOf = (first: number, payload: Buffer): Buffer => {
  const { length } = payload
  const extra = length < 126 ? 0 : length < 65_536 ? 2 : 8
  const frame = Buffer.alloc(6 + extra + length)
  frame[0] = first
  frame[1] = 0x80 | (extra === 0 ? length : extra === 2 ? 126 : 127)
  if (extra === 2) frame.writeUInt16BE(length, 2)
  if (extra === 8) frame.writeBigUInt64BE(BigInt(length), 2)
  payload.copy(frame, 6 + extra)
  return frame
}

/** Where the payload of the frame at `at` begins and ends; undefined where it is not whole yet. */
const spanOf = (bytes: Buffer, at: number): readonly [number, number] | undefined => {
  const left = bytes.length - at
  const short = left < 2 ? -1 : (bytes[at + 1] ?? 0) & 0x7f
  const header = short < 126 ? 2 : short === 126 ? 4 : 10
  if (left < header) return undefined
  const start = at + header
  const length = short < 126 ? short : lengthAt(bytes, at + 2, header)
  return start + length > bytes.length ? undefined : [start, start + length]
}
const lengthAt = (bytes: Buffer, at: number, header: number): number =>
  header === 4 ? bytes.readUInt16BE(at) : Number(bytes.readBigUInt64BE(at))

export interface RawSocketOptions {
  /** Token of a sign-in; a visitor without. */
  readonly token?: string
  /** Each whole text frame: its bytes stand in `bytes` from `start` to `end`, only until the call returns. */
  readonly onText: (bytes: Buffer, start: number, end: number) => void
  readonly onClose?: (code: number) => void
}

/**
 * A WebSocket client that costs as little as possible, so that a load generator does not measure itself: no masking, no copying of frames
 * that come in. The server's frames are neither fragmented nor masked.
 */
export class RawSocket {
  #rest: Buffer = Buffer.alloc(0)
  #code = 1006

  private constructor(
    private readonly socket: Socket,
    private readonly options: RawSocketOptions,
  ) {}

  /** Resolves when the handshake is done. `url`: http://HOST:PORT. Rejects with the status line of a refusal. */
  static open(url: string, options: RawSocketOptions): Promise<RawSocket> {
    const { hostname, port, host } = new URL(url)
    return new Promise((resolve, reject) => {
      const socket = connect(Number(port), hostname)
      const raw = new RawSocket(socket, options)
      const token = options.token === undefined ? '' : `FZM-AUTH-TOKEN: ${options.token}\r\n`
      socket.setNoDelay(true)
      socket.write(
        `GET /ws HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n` +
          `Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n${token}\r\n`,
      )
      let head = Buffer.alloc(0)
      const onHead = (chunk: Buffer): void => {
        head = Buffer.concat([head, chunk])
        const end = head.indexOf('\r\n\r\n')
        if (end < 0) return
        const status = head.toString('latin1', 0, head.indexOf('\r\n'))
        if (!status.includes(' 101')) {
          socket.destroy()
          return reject(new Error(`the handshake was answered ${status}`))
        }
        socket.off('data', onHead)
        socket.on('data', (data: Buffer) => raw.#take(data))
        resolve(raw)
        if (head.length > end + 4) raw.#take(head.subarray(end + 4))
      }
      socket.on('data', onHead)
      socket.on('error', reject)
      socket.on('close', () => {
        reject(new Error('the connection was closed before the handshake was answered'))
        options.onClose?.(raw.#code)
      })
    })
  }

  #take(chunk: Buffer): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk])
    let at = 0
    for (let span = spanOf(bytes, at); span; span = spanOf(bytes, at)) {
      this.#frame((bytes[at] ?? 0) & 0xf, bytes, span)
      at = span[1]
    }
    this.#rest = at === bytes.length ? Buffer.alloc(0) : bytes.subarray(at)
  }

  #frame(opcode: number, bytes: Buffer, [start, end]: readonly [number, number]): void {
    if (opcode === 1) this.options.onText(bytes, start, end)
    else if (opcode === PING) this.socket.write(frameOf(0x80 | PONG, bytes.subarray(start, end)))
    else if (opcode === CLOSE) {
      this.#code = end - start >= 2 ? bytes.readUInt16BE(start) : 1005
      this.socket.end(frameOf(0x80 | CLOSE, bytes.subarray(start, end)))
    }
  }

  send(text: string): void {
    this.socket.write(frameOf(FIN_TEXT, Buffer.from(text)))
  }

  /** Several frames in one write. */
  sendAll(texts: readonly string[]): void {
    this.socket.write(Buffer.concat(texts.map((text) => frameOf(FIN_TEXT, Buffer.from(text)))))
  }

  /** Says goodbye; resolves when the connection is gone. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      if (this.socket.destroyed) return resolve()
      this.socket.once('close', () => resolve())
      this.socket.write(frameOf(0x80 | CLOSE, Buffer.from([0x03, 0xe8])))
    })
  }
}
