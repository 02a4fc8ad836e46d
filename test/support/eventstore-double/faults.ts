import { EventEmitter, once } from 'node:events'

/** What the double is told to do wrong. */
export class Faults {
  /** So many appends more are written and never answered. */
  loseAnswers = 0
  /** So many appends more are neither written nor answered. */
  loseRequests = 0
  /** An append is written so late. */
  writeAfterMs = 0
  /** An append is answered so long after it was written. */
  answerAfterMs = 0
  /** How a repeat is answered; the server has no position of one whose first try is still being written. */
  repeats: 'as-the-first' | 'as-a-conflict' | 'without-position' = 'as-the-first'
  /** Appends that were asked for. */
  appends = 0
  /** Events that were handed to readers and subscribers. */
  sent = 0
  /** Subscriptions that were opened. */
  subscriptions = 0
  #stalled = false
  readonly #changed = new EventEmitter().setMaxListeners(0)
  readonly #muted = new WeakSet<object>()
  readonly #open = new Set<object>()

  /** Nothing at all is answered, and nothing done, until `resume`. */
  stall(): void {
    this.#stalled = true
  }

  resume(): void {
    this.#stalled = false
    this.#changed.emit('resumed')
  }

  async passed(): Promise<void> {
    if (this.#stalled) await once(this.#changed, 'resumed')
  }

  /** The subscriptions that are open give nothing any more, and do not say so. */
  silence(): void {
    for (const call of this.#open) this.#muted.add(call)
  }

  subscribed(call: object): void {
    this.subscriptions++
    this.#open.add(call)
  }

  ended(call: object): void {
    this.#open.delete(call)
  }

  isMuted(call: object): boolean {
    return this.#muted.has(call)
  }

  /** Whether this one is lost. */
  loses(what: 'loseAnswers' | 'loseRequests'): boolean {
    if (this[what] === 0) return false
    this[what]--
    return true
  }
}
