import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { WebSocket } from 'ws'
import type { paths } from './generated/rest.js'
import type { components } from './generated/socket.js'

type Frames = components['schemas']
export type Message = Frames['Message']
type Frame =
  | Frames['Message' | 'MissedMessages' | 'OldMessages' | 'CaughtUp' | 'Joined']
  | Frames['SendMessageRefused' | 'CatchUpRefused']

type Post<P extends keyof paths> = paths[P]['post']
type Body<P extends keyof paths> = NonNullable<Post<P>['requestBody']>['content']['application/json']
type Reply<P extends keyof paths> = Post<P>['responses'][200]['content']['application/json']
type Data<P extends keyof paths> = Extract<Reply<P>, { result: 0 }>['data']
type Account = Data<'/user/register'>

/** The server refused a call or a frame. */
export class Refused extends Error {
  constructor(
    readonly code: number,
    message: string,
  ) {
    super(message)
  }
}

const post = async <P extends keyof paths>(
  url: string,
  path: P,
  body: Body<P>,
  headers: Readonly<Record<string, string>>,
): Promise<Data<P>> => {
  const response = await fetch(url + path, { method: 'POST', body: JSON.stringify(body), headers })
  const reply = (await response.json()) as Reply<P>
  if (reply.result !== 0) throw new Refused(reply.result, reply.message)
  return reply.data
}

interface Waiting {
  readonly resolve: (message: Message) => void
  readonly reject: (why: Refused) => void
}

/** A whole chat client, made from `/docs/openapi.json` and `/docs/asyncapi.json` alone. */
export class ChatClient {
  /** By logId, in the order in which they came. */
  readonly messages = new Map<string, Message>()
  readonly rooms = new Set<string>()
  readonly #waiting = new Map<string, Waiting>()
  readonly #watchers = new Set<() => void>()
  #socket: WebSocket | undefined
  #lastSeen: string | undefined
  #live: string | undefined
  #listed: string | undefined
  #caughtUp = false

  private constructor(
    private readonly url: string,
    readonly account: Account,
  ) {}

  static async register(url: string, person: Body<'/user/register'>): Promise<ChatClient> {
    const device = { 'FZM-DEVICE': 'PC', 'FZM-DEVICE-NAME': 'a client from the descriptions' }
    return new ChatClient(url, await post(url, '/user/register', person, device))
  }

  call<P extends keyof paths>(path: P, body: Body<P>): Promise<Data<P>> {
    return post(this.url, path, body, { 'FZM-AUTH-TOKEN': this.account.token ?? '' })
  }

  /** Resolves when nothing is missing. */
  async connect(): Promise<void> {
    const headers = { 'FZM-AUTH-TOKEN': this.account.token ?? '' }
    const socket = new WebSocket(`${this.url.replace('http', 'ws')}/ws`, { headers })
    this.#socket = socket
    this.#live = this.#listed = undefined
    this.#caughtUp = false
    socket.on('message', (data: Buffer) => this.#receive(JSON.parse(data.toString()) as Frame))
    await once(socket, 'open')
    this.#send(this.#catchUp())
    await this.until(() => this.#caughtUp)
  }

  async disconnect(): Promise<void> {
    const socket = this.#socket
    if (!socket) return
    socket.close()
    await once(socket, 'close')
  }

  /** Says a text; again under the same msgId, it is the same message. */
  say(
    channelType: Message['channelType'],
    targetId: string,
    content: string,
    msgId: string = randomUUID(),
  ): Promise<Message> {
    return new Promise((resolve, reject) => {
      this.#waiting.set(msgId, { resolve, reject })
      this.#send({ eventType: 0, msgId, channelType, targetId, msgType: 1, msg: { content } })
    })
  }

  /** Resolves when this holds, which is asked after each frame. */
  until(holds: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const watch = (): void => {
        if (!holds()) return
        this.#watchers.delete(watch)
        resolve()
      }
      this.#watchers.add(watch)
      watch()
    })
  }

  #send(frame: Frames['SendMessage' | 'CatchUp']): void {
    this.#socket?.send(JSON.stringify(frame))
  }

  #catchUp(): Frames['CatchUp'] {
    return { eventType: 42, ...(this.#lastSeen === undefined ? { time: 0 } : { logId: this.#lastSeen }) }
  }

  #receive(frame: Frame): void {
    if ('code' in frame) this.#refused(frame)
    else this.#take(frame)
    for (const watch of this.#watchers) watch()
  }

  #take(frame: Exclude<Frame, { code: number }>): void {
    switch (frame.eventType) {
      case 0:
        return this.#heard(frame)
      case 20:
        return void this.rooms.add(frame.roomId)
      case 40:
      case 41:
        for (const message of frame.list) this.#keep(message)
        this.#listed = frame.list.at(-1)?.logId
        return
      case 43:
        return this.#finish()
    }
  }

  #finish(): void {
    this.#caughtUp = true
    this.#lastSeen = this.#live ?? this.#listed ?? this.#lastSeen
  }

  #heard(message: Message): void {
    this.#keep(message)
    this.#live = message.logId
    if (this.#caughtUp) this.#lastSeen = message.logId
    if (message.fromId !== this.account.id) return
    this.#waiting.get(message.msgId)?.resolve(message)
    this.#waiting.delete(message.msgId)
  }

  #keep(message: Message): void {
    if (this.messages.has(message.logId)) return
    this.messages.set(message.logId, message)
    if (message.msgType === 6 && message.msg.type === 1) this.messages.delete(message.msg.logId)
  }

  #refused({ msgId, code, content }: Extract<Frame, { code: number }>): void {
    this.#waiting.get(msgId)?.reject(new Refused(code, content))
    this.#waiting.delete(msgId)
  }
}
