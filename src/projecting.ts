import { setTimeout as pause } from 'node:timers/promises'
import type { Runner } from './projections/runner.js'
import type { Lease } from './services/lease.js'
import { BEAT_MS } from './services/lease.js'

interface Work {
  readonly runner: Runner
  close(): Promise<void>
}

export interface ProjectingParts {
  readonly lease: Lease
  /** Makes the runner of this process, on stores of its own. */
  readonly open: () => Promise<Work>
  readonly onTrouble: (sentence: string) => void
}

/** What one process does for all while it holds the lease of it; others wait for that lease (`DESIGN.md 9`). */
export class Projecting {
  readonly #stop = new AbortController()
  #work: Promise<Work> | undefined
  #hasFailed = false
  #going: Promise<void> = Promise.resolve()

  constructor(private readonly parts: ProjectingParts) {}

  /** Whether this process is the one. */
  get isAtWork(): boolean {
    return this.parts.lease.isHeld
  }

  start(): void {
    this.#going = this.#go()
  }

  async #go(): Promise<void> {
    const { lease, onTrouble } = this.parts
    const { signal } = this.#stop
    while (!signal.aborted) {
      await lease.renew().catch((error: unknown) => onTrouble(`the projector's lease: ${String(error)}`))
      if (!lease.isHeld || this.#hasFailed) await this.#end()
      else if (!this.#work) this.#begin()
      await pause(BEAT_MS, undefined, { signal }).catch(() => undefined)
    }
  }

  /** What fails is begun again with the next beat. */
  #begin(): void {
    const work = this.parts.open()
    this.#work = work
    const failed = (error: unknown): void => {
      if (this.#work !== work) return
      this.parts.onTrouble(`the projector begins again: ${String(error)}`)
      this.#hasFailed = true
    }
    const nothing = { received: () => undefined, visible: () => Promise.resolve() }
    work.then(({ runner }) => runner.open().then(() => runner.follow(nothing, failed))).catch(failed)
  }

  async #end(): Promise<void> {
    const work = this.#work
    this.#work = undefined
    this.#hasFailed = false
    const opened = await work?.catch(() => undefined)
    await opened?.close().catch((error: unknown) => this.parts.onTrouble(`the projector's end: ${String(error)}`))
  }

  async close(): Promise<void> {
    this.#stop.abort()
    await this.#going
    await this.#end()
    await this.parts.lease.release().catch(() => undefined)
  }
}
