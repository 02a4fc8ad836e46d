import { setTimeout } from 'node:timers/promises'
import { WebSocket } from 'ws'
import type { Line } from './calls.js'
import type { Ledger, Said, Visit } from './ledger.js'

const UNAVAILABLE = -1000
const SIGNED_OUT = -1004

interface Frame {
  readonly eventType: number
  readonly msgId?: string
  readonly channelType?: number
  readonly fromId?: string
  readonly targetId?: string
  readonly logId?: string
  readonly datetime?: number
  readonly code?: number
  readonly list?: readonly Frame[]
}

const pairOf = (one: string, other: string): string =>
  Number(one) < Number(other) ? `${one}_${other}` : `${other}_${one}`

const conversationOf = ({ channelType, fromId = '', targetId = '' }: Frame): string =>
  channelType === 2 ? `room_${targetId}` : `friend_${pairOf(fromId, targetId)}`

const frameOf = ({ conversation, sender, msgId, text }: Said): string => {
  const [kind, ...ids] = conversation.split('_')
  const targetId = ids.find((id) => kind === 'room' || id !== sender) ?? ''
  const channelType = kind === 'room' ? 2 : 3
  return JSON.stringify({ eventType: 0, msgId, channelType, targetId, msgType: 1, msg: { content: text } })
}

export interface DeviceParts extends Line {
  readonly ledger: Ledger
  readonly person: string
  readonly name: string
  /** ms; nothing was said before. */
  readonly since: number
}

/** One signed-in device: its socket comes back by itself, catches up, and sends again what was not answered. */
export class Device {
  /** Sent and not yet answered, in order. */
  readonly waiting = new Map<string, Said>()
  #socket: WebSocket | undefined
  #lastSeen: string | undefined
  #visit: Visit | undefined
  /** msgIds that may have been stored before this connection. */
  #again = new Set<string>()
  #ended = false

  constructor(
    readonly parts: DeviceParts,
    private token: string,
  ) {}

  get name(): string {
    return this.parts.name
  }

  /** Its connection has caught up and everything is answered. */
  get isSettled(): boolean {
    return this.#visit?.done === true && this.waiting.size === 0
  }

  /** logId of the newest message it has. */
  get lastSeen(): string | undefined {
    return this.#lastSeen
  }

  say(said: Said): void {
    this.waiting.set(said.msgId, said)
    if (this.#visit) this.#socket?.send(frameOf(said))
  }

  /** Sends once more what was acknowledged long ago. */
  repeat(said: Said): void {
    this.#again.add(said.msgId)
    this.say(said)
    this.parts.findings.counts.repeats += 1
  }

  /** From now on it connects with another session; the token of the one before. */
  use(token: string): string {
    const before = this.token
    this.token = token
    return before
  }

  /** Its connection is lost; it comes back. */
  drop(): void {
    this.#socket?.terminate()
  }

  end(): void {
    this.#ended = true
    this.#socket?.terminate()
  }

  /** Stays connected until it is ended. */
  async run(): Promise<void> {
    while (!this.#ended) {
      await this.parts.victim.whenUp()
      await this.#connect().catch(() => undefined)
      await setTimeout(20)
    }
  }

  #connect(): Promise<void> {
    const url = `${this.parts.victim.url.replace('http', 'ws')}/ws`
    const socket = new WebSocket(url, { headers: { 'FZM-AUTH-TOKEN': this.token }, perMessageDeflate: false })
    this.#socket = socket
    return new Promise((resolve, reject) => {
      socket.on('open', () => this.#begin(socket))
      socket.on('message', (data: Buffer) => this.#take(JSON.parse(data.toString()) as Frame))
      socket.on('error', reject)
      socket.on('close', () => {
        if (this.#socket === socket) this.#visit = undefined
        resolve()
      })
    })
  }

  #begin(socket: WebSocket): void {
    const { person, name, ledger, since } = this.parts
    const lastSeen = this.#lastSeen
    const visit: Visit = { person, device: name, lastSeen, caught: [], live: [], answered: [], done: false }
    ledger.visits.push(visit)
    this.#visit = visit
    this.#again = new Set(this.waiting.keys())
    socket.send(JSON.stringify({ eventType: 42, ...(lastSeen === undefined ? { time: since } : { logId: lastSeen }) }))
    for (const said of this.waiting.values()) socket.send(frameOf(said))
  }

  #take(frame: Frame): void {
    const visit = this.#visit
    if (!visit) return
    if (frame.eventType === 0) this.#hear(visit, frame)
    else if (frame.eventType === 41) for (const each of frame.list ?? []) this.#catchUp(visit, each)
    else if (frame.eventType === 43) this.#caughtUp(visit)
    else if (frame.code !== undefined)
      this.parts.findings.note('wrong', `${this.name} was answered ${JSON.stringify(frame)}`)
  }

  #hear(visit: Visit, frame: Frame): void {
    const { logId, msgId = '', fromId } = frame
    if (logId === undefined) return this.#refused(msgId, frame)
    this.parts.findings.counts.deliveries += 1
    if (fromId === this.parts.person) this.#acknowledged(frame)
    if (fromId === this.parts.person && this.#again.has(msgId)) return void visit.answered.push(logId)
    visit.live.push(logId)
    if (visit.done) this.#lastSeen = logId
  }

  #acknowledged(frame: Frame): void {
    const { msgId = '', fromId = '', logId = '', datetime = 0 } = frame
    const said = this.parts.ledger.find(fromId, conversationOf(frame), msgId)
    if (!said) return
    this.parts.ledger.acknowledged(said, logId, datetime)
    this.waiting.delete(msgId)
  }

  #refused(msgId: string, frame: Frame): void {
    const said = this.waiting.get(msgId)
    // the session was taken over: what waits is sent by the one that took it
    if (frame.code === SIGNED_OUT) return
    if (!said || said.logId !== undefined)
      return this.parts.findings.note('wrong', `${this.name} was refused ${JSON.stringify(frame)}`)
    // the server is away from its store for a moment: the same again
    if (frame.code === UNAVAILABLE) return void this.#socket?.send(frameOf(said))
    said.refused = true
    this.waiting.delete(msgId)
  }

  #catchUp(visit: Visit, frame: Frame): void {
    visit.caught.push(frame.logId ?? '')
    if (frame.fromId === this.parts.person) this.#acknowledged(frame)
  }

  #caughtUp(visit: Visit): void {
    visit.done = true
    this.parts.findings.counts.catchUps += 1
    this.#lastSeen = visit.live.at(-1) ?? visit.caught.at(-1) ?? this.#lastSeen
  }
}
