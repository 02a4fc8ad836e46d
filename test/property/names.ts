import type { Data } from '../support/history-world.js'
import { Model } from '../support/model.js'

const text = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '')
const part = (frame: Data, name: string): Data => (frame[name] ?? {}) as Data

/** Ids of one history as the names that its model knows, and what the product sends as the model's lines. */
export class Names {
  readonly #names = new Map<string, string>()
  readonly #ids = new Map<string, string>()

  add(name: string, id: string): void {
    this.#names.set(id, name)
    this.#ids.set(name, id)
  }
  id = (name: string): string => this.#ids.get(name) ?? '999999999999'
  name = (id: unknown): string => this.#names.get(text(id)) ?? `unknown ${text(id)}`

  conversation(message: Data): string {
    const [from, to] = [this.name(message['fromId']), this.name(message['targetId'])]
    return message['channelType'] === 2 ? to : Model.conversationOf(from, to)
  }

  #notice(message: Data, msg: Data): string {
    const users = Array.isArray(msg['users']) ? msg['users'].map((user) => this.name(user)).join() : ''
    const about = msg['target'] === undefined ? users : this.name(msg['target'])
    const start = `${this.conversation(message)} ${this.name(message['fromId'])} notice ${text(msg['type'])}`
    return about === '' ? start : `${start} ${about}`
  }

  /** A message of a frame or a log. */
  message(message: Data): string {
    const msg = part(message, 'msg')
    if (message['msgType'] === 6) return this.#notice(message, msg)
    const msgId = text(message['msgId'])
    const changed = msg['content'] === msgId ? '' : `: ${text(msg['content'])}`
    return `${this.conversation(message)} ${this.name(message['fromId'])} says ${msgId}${changed}`
  }

  /** What a frame tells; undefined for what comes at its own time (24). */
  line(frame: Data): string | undefined {
    const told = lines[text(frame['eventType'])]
    return told ? told(frame, this) : JSON.stringify(frame)
  }

  asked = (frame: Data): string =>
    [part(frame, 'senderInfo')['id'], part(frame, 'receiveInfo')['id']].map(this.name).join(' ')
}

type Told = (frame: Data, names: Names) => string | undefined

const inRoom: Told = (frame, { name }) =>
  [frame['eventType'], name(frame['roomId']), name(frame['userId']), frame['type']]
    .filter((each) => each !== undefined)
    .map(text)
    .join(' ')
const asking: Told = (frame, { asked }) => `${text(frame['eventType'])} ${asked(frame)} ${text(frame['status'])}`.trim()

const lines: Readonly<Record<string, Told>> = {
  0: (frame, names) => (frame['code'] === undefined ? names.message(frame) : `refused ${text(frame['code'])}`),
  20: inRoom,
  21: inRoom,
  22: inRoom,
  23: asking,
  24: () => undefined,
  31: asking,
  32: asking,
}
