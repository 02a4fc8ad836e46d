import type { Connection } from './connection.js'
import type { Measures } from './measures.js'

/** Connections with queued frames. */
export class Outbox {
  #dirty: Connection[] = []
  #flushing = false

  constructor(readonly measures: Measures) {}

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
