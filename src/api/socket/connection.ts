import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import type { Context, Who } from '../../commands/context.js'
import { placeOf, type ConversationId, type Id } from '../../domain/ids.js'
import type { Slot } from '../../domain/session.js'
import type { Attendee } from '../../services/presence.js'
import type { Seat } from './audience.js'
import type { Outbox } from './outbox.js'

export interface SignedIn {
  readonly who: Extract<Who, { kind: 'user' }>
  readonly slot: Slot
  readonly generation: 18 | 20
  readonly live: Context['live']
}
/** Whose socket it is. */
export type Person = SignedIn | { readonly who: Extract<Who, { kind: 'visitor' }>; readonly live: Context['live'] }

/** Why the server closes a socket (`product.md 3`). */
export const SHUTDOWN = 1001
export const SIGNED_IN_ELSEWHERE = 4001
export const SIGNED_OUT = 4003
export const TOO_SLOW = 4008
/** What the other side would see of a connection that is cut. */
export const SILENT = 1006

const MAX_UNSENT = 1024 * 1024

export interface ConnectionParts {
  readonly id: string
  readonly person: Person
  readonly webSocket: WebSocket
  /** What the WebSocket runs on: ready-made frames are written to it. */
  readonly stream: Duplex
  readonly outbox: Outbox
  /** Log position of the upgrade: live frames are those of later ones. */
  readonly start: number
  /** Told once, at the moment from which nothing is delivered any more. */
  readonly onEnd: (connection: Connection, code: number) => void
}

/** One open socket: frames go out in order, all of one moment in one write; what is not read in time ends it. */
export class Connection {
  /** Conversations that it was, or may be, written messages of. */
  readonly seats = new Map<ConversationId, Seat>()
  /** How many messages it has sent and not heard of, by conversation and msgId. */
  readonly #owed = new Map<string, number>()
  ended = false
  /** Beat of the heart (see `heartbeat.ts`) at which something was last heard, and at which it was last pinged. */
  heardAt = 0
  pingedAt = 0
  readonly #pending: Buffer[] = []

  constructor(readonly parts: ConnectionParts) {
    parts.webSocket.on('close', (code) => this.#finish(code))
  }

  get user(): Id {
    return this.parts.person.who.id
  }

  /** Can still be written to: a client that has begun to close hears nothing more, though its connection has not ended yet. */
  get isOpen(): boolean {
    const { webSocket } = this.parts
    return !this.ended && webSocket.readyState === webSocket.OPEN
  }

  /** For other processes to know of; undefined once it has ended. */
  attendee(): Attendee | undefined {
    if (this.ended) return undefined
    const { who } = this.parts.person
    const places = [...this.seats.keys()].filter((conversation) => placeOf(conversation).kind !== 'friend')
    const heard = [...this.seats].filter(([, { from, end }]) => from > 0 && end === undefined)
    return { kind: who.kind, id: who.id, places, heard: Object.fromEntries(heard.map(([of, { from }]) => [of, from])) }
  }

  isOf(session: Id): boolean {
    const { who } = this.parts.person
    return who.kind === 'user' && who.session === session
  }

  /** It has sent this message. */
  owe(conversation: ConversationId, msgId: string): void {
    const key = `${conversation}/${msgId}`
    this.#owed.set(key, (this.#owed.get(key) ?? 0) + 1)
  }

  /** It hears of a message; whether it is one that it has sent. */
  settle(conversation: ConversationId, msgId: string): boolean {
    const key = `${conversation}/${msgId}`
    const owed = this.#owed.get(key)
    if (owed === undefined) return false
    if (owed === 1) this.#owed.delete(key)
    else this.#owed.set(key, owed - 1)
    return true
  }

  /** Queues a whole frame; it leaves at the outbox's next flush. */
  send(frame: Buffer): void {
    if (this.ended) return
    this.parts.outbox.measures.deliveries += 1
    if (this.#pending.push(frame) === 1) this.parts.outbox.add(this)
  }

  /** Writes what is queued; a socket with 1 MiB unsent is closed instead, and so is all where nobody may be served. */
  flush(): void {
    const [first] = this.#pending
    if (first === undefined) return
    const all = this.#pending.length === 1 ? first : Buffer.concat(this.#pending)
    this.#pending.length = 0
    const { stream, webSocket, outbox } = this.parts
    if (webSocket.readyState !== webSocket.OPEN) return
    if (!outbox.isServing()) this.end(SHUTDOWN)
    else if (stream.writableLength > MAX_UNSENT) this.end(TOO_SLOW, 'too slow')
    else stream.write(all)
  }

  /** Bytes that wait to be written. */
  get unsent(): number {
    return this.parts.stream.writableLength
  }

  /** Resolves when the client has read what was written, or the socket has ended. */
  drained(): Promise<void> {
    const { stream } = this.parts
    if (this.ended || !stream.writableNeedDrain) return Promise.resolve()
    return new Promise((resolve) => {
      const done = (): void => {
        stream.off('drain', done).off('close', done)
        resolve()
      }
      stream.on('drain', done).on('close', done)
    })
  }

  ping(): void {
    this.parts.webSocket.ping()
  }

  /** Closes with a code and a reason of at most 123 bytes; what is queued leaves before. */
  end(code: number, reason = ''): void {
    if (this.ended) return
    if (code !== TOO_SLOW) this.flush()
    this.#finish(code)
    this.parts.webSocket.close(code, reason)
  }

  /** Cuts a connection whose client is gone. */
  cut(): void {
    this.#finish(SILENT)
    this.parts.webSocket.terminate()
  }

  #finish(code: number): void {
    if (this.ended) return
    this.ended = true
    this.parts.onEnd(this, code)
  }
}
