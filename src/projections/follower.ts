import { setTimeout as pause } from 'node:timers/promises'
import type { Recorded } from '../domain/decision.js'
import type { AnyEvent } from '../domain/events.js'
import { upcast } from '../domain/events.js'
import type { EventStore } from '../stores/event-store.js'
import { follow } from '../stores/follow.js'
import type { Feed, Taken } from './models.js'
import { reached, Reading } from './models.js'
import type { Parked } from './parking.js'
import type { Shown } from './shown.js'
import { Waiters } from './waiters.js'

export interface FollowerParts {
  readonly events: EventStore
  readonly shown: Shown
  /** Told why it waits, or what it does over again, as a sentence. */
  readonly onProgress: (sentence: string) => void
}

const ASK_EVERY_MS = 20
const LOOK_EVERY_MS = 500
const WAIT_MS = 1_000
/** Events that wait to become visible; beyond that the log is read no further. */
const MOST_HELD = 10_000
/** Who has not known all of the log for so long is not current. */
const CURRENT_MS = 3_000
/** Nor is one that has not seen for so long which copies serve: what it reads may be gone soon (`KEPT_MS`). */
const LOOKED_MS = 30_000

/**
 * Serves read models that another process keeps: follows the log, and holds each event back until the stored checkpoint has passed it
 * (`DESIGN.md 9`).
 */
export class Follower extends Reading implements Feed {
  /** Up to here readers see everything, and this process has taken it in and told its sockets. */
  position = 0
  #received = 0
  readonly #held: Recorded<AnyEvent>[] = []
  #spaceFor: () => void = () => undefined
  #arrived: () => void = () => undefined
  readonly #waiters = new Waiters()
  readonly #stop = new AbortController()
  #going: Promise<unknown> = Promise.resolve()
  /** A head of the log that this process has not reached yet, and when it was the head. */
  #goal: { readonly head: number; readonly at: number } | undefined
  /** When this process was last known to know all of the log. */
  currentAt = -Infinity
  /** What is shown was what served at that time. */
  #lookedAt = -Infinity

  constructor(private readonly parts: FollowerParts) {
    super(parts.shown)
  }

  /** Resolves when all read models are there, however long that takes. */
  async open(): Promise<void> {
    const { shown, onProgress } = this.parts
    for (let missing = await this.#missing(); missing.length > 0; missing = await this.#missing()) {
      onProgress(`waiting for a projector to build ${missing.join(', ')}`)
      await this.#pause(WAIT_MS)
    }
    this.#received = this.position = (await this.#persistently(() => shown.checkpoint())) ?? 0
  }

  async #missing(): Promise<readonly string[]> {
    const at = performance.now()
    const missing = await this.#persistently(() => this.parts.shown.look())
    if (missing?.length === 0) this.#lookedAt = at
    return missing ?? []
  }

  /** Whether this process has lately known all of the log, and reads what serves. */
  get isCurrent(): boolean {
    return performance.now() < Math.min(this.currentAt + CURRENT_MS, this.#lookedAt + LOOKED_MS)
  }

  follow(taken: Taken, failed: (error: unknown) => void): void {
    const following = follow(this.parts.events, this.position, (run) => this.#take(run, taken), this.#stop.signal)
    const all = Promise.all([following, this.#show(taken), this.#look(), this.#compare()])
    this.#going = all.catch((error: unknown) => {
      if (!this.#stop.signal.aborted) failed(error)
    })
  }

  async #take(run: readonly Recorded[], { received }: Taken): Promise<void> {
    const events = run.map(upcast)
    received(events)
    this.#held.push(...events)
    this.#received = events.at(-1)?.position ?? this.#received
    this.#compared()
    this.#arrived()
    while (this.#held.length > MOST_HELD && !this.#stop.signal.aborted)
      await new Promise<void>((resolve) => (this.#spaceFor = resolve))
  }

  /** Something is held. */
  async #arrival(): Promise<void> {
    while (this.#held.length === 0 && !this.#stop.signal.aborted)
      await new Promise<void>((resolve) => (this.#arrived = resolve))
  }

  /** Lets go what has become visible, in order. */
  async #show({ visible }: Taken): Promise<void> {
    for (;;) {
      await this.#arrival()
      const stored = await this.#persistently(() => this.parts.shown.checkpoint())
      if (stored === undefined) return
      const upTo = Math.max(this.position, Math.min(stored, this.#received))
      const first = this.#held.findIndex(({ position }) => position > upTo)
      const events = this.#held.splice(0, first < 0 ? this.#held.length : first)
      if (events.length > 0) await visible(events)
      this.position = upTo
      this.#waiters.reached(this.position)
      this.#spaceFor()
      await this.#pause(ASK_EVERY_MS)
    }
  }

  async #look(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      await this.#pause(LOOK_EVERY_MS)
      await this.#missing()
    }
  }

  /** What cannot be read is asked for again, until this is closed: undefined then. */
  async #persistently<T>(read: () => Promise<T>): Promise<T | undefined> {
    while (!this.#stop.signal.aborted)
      try {
        return await read()
      } catch (error) {
        this.parts.onProgress(`the read models cannot be read, trying again: ${String(error)}`)
        await this.#pause(WAIT_MS)
      }
    return undefined
  }

  async #compare(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      const at = performance.now()
      const head = await this.parts.events.head().catch(() => undefined)
      if (head !== undefined) this.#goal ??= { head, at }
      this.#compared()
      await this.#pause(LOOK_EVERY_MS)
    }
  }

  #compared(): void {
    if (!this.#goal || this.#received < this.#goal.head) return
    this.currentAt = this.#goal.at
    this.#goal = undefined
  }

  #pause(ms: number): Promise<unknown> {
    return pause(ms, undefined, { signal: this.#stop.signal }).catch(() => undefined)
  }

  stored(): Promise<number> {
    return reached(this.parts.shown.checkpoint())
  }

  waitFor(position: number, ms = 2_000): Promise<boolean> {
    return position <= this.position ? Promise.resolve(true) : this.#waiters.add(position, ms)
  }

  parked(): readonly Parked[] {
    return this.parts.shown.parked()
  }

  async close(): Promise<void> {
    this.#stop.abort()
    this.#spaceFor()
    this.#arrived()
    await this.#going
    this.#waiters.end()
  }
}
