import type { Connection } from './connection.js'
import type { Measures } from './measures.js'

/** Connections with queued frames. */
export class Outbox {
  #dirty: Connection[] = []
  #flushing = false

  /** @param isServing asked before anything leaves: what a process that has lost its lease still has to say is not said */
  constructor(
    readonly measures: Measures,
    readonly isServing: () => boolean = () => true,
  ) {}

  add(connection: Connection): void {
    this.#dirty.push(connection)
  }

  /** Each connection writes all its queued frames at once. */
  flush(): void {
    const dirty = this.#dirty
    this.#dirty = []
    for (const connection of dirty) connection.flush()
  }

  /** Flushes at the end of this tick: for answers that no push carries. */
  flushSoon(): void {
    if (this.#flushing) return
    this.#flushing = true
    queueMicrotask(() => {
      this.#flushing = false
      this.flush()
    })
  }
}
