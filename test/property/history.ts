import { isDeepStrictEqual } from 'node:util'
import type { Data, Headers, HistoryWorld, Socket, Somebody } from '../support/history-world.js'
import { Code } from '../support/model-code.js'
import { Model } from '../support/model.js'
import type { Random } from '../support/random.js'
import { randomOf } from '../support/random.js'
import { Names } from './names.js'

export const LIMIT = 4

/** Calls that show what others have written. */
const READS = new Set([
  ...['/room/chatLog', '/room/unread', '/room/list', '/room/info', '/room/userList'],
  ...['/friend/chatLog', '/friend/unread', '/friend/list', '/chat33/applyList'],
])

const ownerOf = (device: string): string => device.split(' ')[0] ?? ''

/** One random history: the product and the plain model are given the same commands and must agree. */
export class History {
  readonly names = new Names()
  readonly model = new Model(LIMIT)
  readonly random: Random
  readonly users: readonly string[]
  readonly sockets = new Map<string, Socket>()
  readonly #headers = new Map<string, Headers>()
  /** logIds of the messages that a device got, in order. */
  readonly #seen = new Map<string, Set<string>>()
  readonly #since = Date.now()
  readonly #trace: string[] = []
  /** Frames of a connection since it began. */
  readonly #live = new Map<string, Data[]>()
  /** By device, the msgId of what it sent once more: the answer shows again what was said long ago. */
  readonly #repeated = new Map<string, string>()
  /** Devices that have connected and not caught up. */
  readonly behind = new Set<string>()
  /** The device that wrote last, where nothing else has been written after it. */
  #writer: string | undefined
  commands = 0
  made = 0

  constructor(
    readonly seed: number,
    private readonly world: HistoryWorld,
    people: readonly Somebody[],
  ) {
    this.random = randomOf(seed)
    this.users = people.map((_, index) => `u${index}`)
    people.forEach(({ id, phone, pc }, index) => {
      this.names.add(`u${index}`, id)
      this.#headers.set(`u${index} phone`, phone).set(`u${index} pc`, pc)
    })
  }

  #headersOf = (device: string): Headers => this.#headers.get(device) ?? {}
  /** How a device presents itself from now on. */
  present(device: string, headers: Headers): void {
    this.#headers.set(device, headers)
  }

  failure(what: string): Error {
    const trace = this.#trace
      .slice(-20)
      .join('\n')
      .replace(/\d{15}/g, this.names.name)
    return new Error(`seed ${this.seed}, command ${this.commands}: ${what}\n${trace}`)
  }
  agree(what: string, found: unknown, wanted: unknown): void {
    if (isDeepStrictEqual(found, wanted)) return
    throw this.failure(`${what}\n  found  ${JSON.stringify(found)}\n  wanted ${JSON.stringify(wanted)}`)
  }

  /** What the model answers: a value, or its refusal's code. */
  expected<T>(work: () => T): { readonly code: number; readonly value?: T } {
    try {
      return { code: 0, value: work() }
    } catch (error) {
      if (error instanceof Code) return { code: error.code }
      throw error
    }
  }

  #count(what: string): void {
    this.commands += 1
    this.#trace.push(`${this.commands} ${what}`)
  }

  /** Does one command in the product and in the model; both must answer alike. The data and the model's value where it is a success. */
  async does<T>(user: string, [path, body]: readonly [string, object], work: () => T) {
    this.#count(`${user} ${path} ${JSON.stringify(body)}`)
    const device = `${user} phone`
    // what the same session has just written it must read at once (G5)
    if (READS.has(path) && this.#writer !== device) await this.world.level()
    const { result, data, hasWritten } = await this.world.post(this.#headersOf(device), path, body)
    if (hasWritten) this.#writer = READS.has(path) ? undefined : device
    const { code, value } = this.expected(work)
    this.agree(`${path} answers`, result, code)
    return result === 0 ? { data, value: value as T } : undefined
  }

  /** A call of some device, whose code is told. */
  async code(device: string, path: string, headers: Headers = {}) {
    this.#count(`${device} ${path}`)
    return this.world.post({ ...this.#headersOf(device), ...headers }, path, {})
  }

  #linesOf = (frames: readonly Data[]): string[] =>
    frames.map((frame) => this.names.line(frame)).filter((line) => line !== undefined)

  /** Every device has got what the model says, in that order. What it gets beyond that is seen with the next command, or when it settles. */
  async compareFrames(): Promise<void> {
    for (const device of this.sockets.keys()) {
      const wanted = this.model.talk.inboxes.get(device)?.length ?? 0
      await this.#compare(device, (frames) => this.#linesOf(frames).length >= wanted)
    }
  }
  /** This device has got what the model says, and nothing else is on its way. */
  async settle(device: string): Promise<void> {
    await this.#compare(device)
  }
  async #compare(device: string, enough?: (frames: readonly Data[]) => boolean): Promise<void> {
    const frames = (await this.sockets.get(device)?.take(enough)) ?? []
    const news = frames.filter(({ msgId }) => msgId === undefined || msgId !== this.#repeated.get(device))
    this.#repeated.delete(device)
    for (const frame of news) this.#note(device, frame)
    this.#live.get(device)?.push(...news)
    const wanted = this.model.talk.inboxes.get(device)?.splice(0) ?? []
    this.agree(`${device} gets`, this.#linesOf(frames), wanted)
  }
  #note(device: string, { logId }: Data): void {
    if (typeof logId === 'string' && !this.behind.has(device))
      this.#seen.set(device, (this.#seen.get(device) ?? new Set()).add(logId))
  }

  async connect(device: string): Promise<void> {
    this.#count(`${device} connects`)
    this.sockets.set(device, await this.world.open(this.#headersOf(device)))
    this.model.talk.connect(device)
    this.#live.set(device, [])
    this.behind.add(device)
  }

  /** Event 42 with the last message that the device had before it missed some; what came live meanwhile counts from then on. */
  async catchUp(device: string): Promise<void> {
    await this.settle(device)
    this.#count(`${device} catches up`)
    const lastSeen = [...(this.#seen.get(device) ?? [])].at(-1)
    const caught = await this.#missed(device, lastSeen === undefined ? { time: this.#since } : { logId: lastSeen })
    this.behind.delete(device)
    for (const message of [...caught, ...(this.#live.get(device) ?? [])]) this.#note(device, message)
    this.agree(
      `${device} catches up on`,
      caught.map((message) => this.names.message(message)),
      this.model.catchUp(device),
    )
  }

  async #missed(device: string, start: object): Promise<Data[]> {
    const socket = this.sockets.get(device)
    const done = socket?.until(({ eventType }) => eventType === 43)
    socket?.send({ eventType: 42, ...start })
    await done
    const frames = (await socket?.take()) ?? []
    return frames.flatMap(({ list }) => (list ?? []) as Data[])
  }

  async disconnect(device: string): Promise<void> {
    await this.settle(device)
    this.#count(`${device} goes`)
    await this.sockets.get(device)?.close()
    this.gone(device)
  }
  gone(device: string): void {
    this.sockets.delete(device)
    this.behind.delete(device)
    this.model.talk.inboxes.delete(device)
  }

  /** Says something over a socket; the frame that answers it comes among the others. */
  async send(device: string, conversation: string, msgId: string, kind: 0 | 1): Promise<void> {
    this.#count(`${device} sends ${msgId} to ${conversation} (${kind})`)
    const socket = this.sockets.get(device)
    const answered = socket?.until((frame) => frame['eventType'] === 0 && frame['msgId'] === msgId)
    socket?.send({
      eventType: 0,
      msgId,
      ...this.#targetOf(device, conversation),
      msgType: kind,
      msg: { content: msgId },
    })
    await answered
    const { code, value: isNew } = this.expected(() => this.model.send(device, conversation, msgId, kind))
    if (isNew === true) this.#writer = device
    if (isNew === false) this.#repeated.set(device, msgId)
    if (code !== 0) this.model.talk.inboxes.get(device)?.push(`refused ${code}`)
  }

  #targetOf(device: string, conversation: string): object {
    if (!conversation.includes('-')) return { channelType: 2, targetId: this.names.id(conversation) }
    const other = conversation.split('-').find((user) => user !== ownerOf(device)) ?? ownerOf(device)
    return { channelType: 3, targetId: this.names.id(other) }
  }

  async close(): Promise<void> {
    for (const device of this.sockets.keys()) await this.settle(device)
    await Promise.all([...this.sockets.values()].map((socket) => socket.close()))
  }
}
