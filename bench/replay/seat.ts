import { Refused } from '../client/api.js'
import { UNAVAILABLE, persistently } from '../client/persistent.js'
import { RawSocket } from '../client/raw-socket.js'
import type { Saying, Sent } from './crowd.js'

const MESSAGE = Buffer.from('{"eventType":0,"msgId":"replay-')
const LOG_ID = Buffer.from('"logId":"')
const CATCH_UP = 42
const CAUGHT_UP = 43
const PATIENCE_MS = 30_000

interface Frame {
  readonly eventType: number
  readonly msgId?: string
  readonly logId?: string
  readonly code?: number
  /** What was missed. */
  readonly list?: readonly { readonly msgId: string; readonly logId: string }[]
}

interface Waiting {
  readonly resolve: (frame: Frame) => void
  readonly reject: (error: Error) => void
}

/** What a frame answers: a message by its msgId, or the catch-up. */
const answeredBy = ({ eventType, msgId = '' }: Frame): string | number =>
  eventType === CAUGHT_UP || eventType === CATCH_UP ? CATCH_UP : msgId

/** The logId of a frame that is a message of the play; undefined for other frames, and for refusals. */
const logIdIn = (bytes: Buffer, start: number, end: number): number | undefined => {
  if (end - start < MESSAGE.length || bytes.compare(MESSAGE, 0, MESSAGE.length, start, start + MESSAGE.length) !== 0)
    return undefined
  const at = bytes.indexOf(LOG_ID, start)
  const first = at + LOG_ID.length
  return at < 0 || at > end ? undefined : Number(bytes.toString('latin1', first, bytes.indexOf('"', first)))
}

/** A person's socket. One that breaks is opened again, and what was missed is caught up with (`product.md 3`, Catching up). */
export class Seat {
  /** Messages of the play that came, each counted once. */
  received = 0
  /** How often it broke. */
  broken = 0
  /** The newest message before which none is missing. */
  #lastSeen = 0
  /** What has come while older ones may be missing. */
  readonly #ahead = new Set<number>()
  #isBehind = false
  /** After trouble, and only then, a message may rightly come twice. */
  #mayRepeat = false
  #isOver = false
  readonly #waiting = new Map<string | number, Waiting>()
  #socket: Promise<RawSocket>

  constructor(
    private readonly url: string,
    private readonly token: string,
  ) {
    this.#socket = this.#connect()
  }

  /** Resolves when it is connected, and nothing is missing. */
  async ready(): Promise<void> {
    await this.#socket
  }

  #connect(): Promise<RawSocket> {
    const connected = persistently(() => this.#open())
    connected.catch(() => undefined)
    return connected
  }

  async #open(): Promise<RawSocket> {
    let isReady = false
    const socket = await RawSocket.open(this.url, {
      token: this.token,
      onText: (bytes, start, end) => this.#take(bytes, start, end),
      onClose: (code) => this.#broke(code, isReady),
    })
    if (this.#isBehind) await this.#catchUp(socket)
    isReady = true
    return socket
  }

  #broke(code: number, wasReady: boolean): void {
    if (this.#isOver) return
    this.#isBehind = this.#mayRepeat = true
    for (const { reject } of this.#waiting.values()) reject(new Error(`the socket was closed with ${code}`))
    if (!wasReady) return
    this.broken += 1
    this.#socket = this.#connect()
  }

  async #catchUp(socket: RawSocket): Promise<void> {
    const caughtUp = this.#answer(CATCH_UP)
    const from = this.#lastSeen === 0 ? { time: 0 } : { logId: String(this.#lastSeen) }
    socket.send(JSON.stringify({ eventType: CATCH_UP, ...from }))
    const { code } = await caughtUp
    if (code !== undefined) throw new Refused(code, 'event 42', '')
    this.#isBehind = false
    for (const logId of this.#ahead) this.#lastSeen = Math.max(this.#lastSeen, logId)
    this.#ahead.clear()
  }

  #answer(to: string | number): Promise<Frame> {
    return new Promise<Frame>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no answer to ${to} within ${PATIENCE_MS} ms`)), PATIENCE_MS)
      const over = (): void => {
        clearTimeout(timer)
        this.#waiting.delete(to)
      }
      this.#waiting.set(to, {
        resolve: (frame) => (over(), resolve(frame)),
        reject: (error) => (over(), reject(error)),
      })
    })
  }

  #take(bytes: Buffer, start: number, end: number): void {
    const logId = logIdIn(bytes, start, end)
    if (logId !== undefined) this.#note(logId)
    if (this.#waiting.size === 0) return
    const frame = JSON.parse(bytes.toString('utf8', start, end)) as Frame
    for (const { msgId, logId } of frame.list ?? []) if (msgId.startsWith('replay-')) this.#note(Number(logId))
    this.#waiting.get(answeredBy(frame))?.resolve(frame)
  }

  #note(logId: number): void {
    if (this.#mayRepeat && (logId <= this.#lastSeen || this.#ahead.has(logId))) return
    this.received += 1
    if (this.#isBehind) this.#ahead.add(logId)
    else this.#lastSeen = logId
  }

  /** Says these in order, again what is not acknowledged; the answers in the order in which they came. */
  async say(roomId: string, messages: readonly Saying[]): Promise<readonly Sent[]> {
    const answers = new Map<string, Sent>()
    await persistently(async () => {
      const socket = await this.#socket
      const left = messages.filter(({ msgId }) => !answers.has(msgId))
      const answered = left.map(async ({ msgId }) => {
        const { logId, code = 0 } = await this.#answer(msgId)
        if (code === UNAVAILABLE) throw new Refused(code, 'event 0', '')
        answers.set(msgId, { msgId, code, ...(logId === undefined ? {} : { logId }) })
      })
      socket.sendAll(
        left.map(({ msgId, text }) =>
          JSON.stringify({ eventType: 0, msgId, channelType: 2, targetId: roomId, msgType: 1, msg: { content: text } }),
        ),
      )
      const failed = (await Promise.allSettled(answered)).find(({ status }) => status === 'rejected')
      if (!failed) return
      this.#mayRepeat = true
      throw (failed as PromiseRejectedResult).reason
    })
    return [...answers.values()]
  }

  async close(): Promise<void> {
    this.#isOver = true
    const socket = await this.#socket.catch(() => undefined)
    await socket?.close()
  }
}
