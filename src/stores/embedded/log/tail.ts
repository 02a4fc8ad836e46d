import type { Recorded } from '../../../domain/decision.js'

const maxTailBytes = 1 << 20
const maxBatches = 2048

interface Batch {
  readonly first: number
  readonly last: number
  readonly bytes: number
  readonly events: readonly Recorded[]
}

/** What was committed last, kept in memory so that who follows the log closely needs no disk. Bounded; the oldest goes first. */
export class Tail {
  #batches: Batch[] = []
  #bytes = 0
  readonly #waiting = new Set<() => void>()
  #ended = false

  /** Position of the last event. */
  constructor(public head: number) {}

  /** Takes what is on disk now, the events from `head + 1` on; `bytes`: how long they are there. */
  add(events: readonly Recorded[], bytes: number): void {
    const last = this.head + events.length
    this.#batches.push({ first: this.head + 1, last, bytes, events })
    this.#bytes += bytes
    this.head = last
    while (this.#bytes > maxTailBytes || this.#batches.length > maxBatches) {
      this.#bytes -= this.#batches.shift()!.bytes
    }
    this.#wake()
  }

  /** Events above a position, at most 1,000; undefined if some of them are no longer in memory. */
  after(position: number): readonly Recorded[] | undefined {
    if (position >= this.head) return []
    const oldest = this.#batches[0]
    if (!oldest || oldest.first > position + 1) return undefined
    let from = this.#batches.length - 1
    while (this.#batches[from]!.first > position + 1) from--
    const run: Recorded[] = []
    for (; from < this.#batches.length && run.length < 1000; from++) {
      const batch = this.#batches[from]!
      const start = Math.max(0, position + 1 - batch.first)
      run.push(...batch.events.slice(start, start + 1000 - run.length))
    }
    return run
  }

  /** Resolves when there is more than `position`, or the log or `signal` ended. */
  async beyond(position: number, signal: AbortSignal): Promise<void> {
    if (this.head > position || this.#ended || signal.aborted) return
    let wake = (): void => undefined
    await new Promise<void>((resolve) => {
      wake = resolve
      this.#waiting.add(wake)
      signal.addEventListener('abort', wake)
    })
    this.#waiting.delete(wake)
    signal.removeEventListener('abort', wake)
  }

  get ended(): boolean {
    return this.#ended
  }

  /** Nothing will come any more. */
  end(): void {
    this.#ended = true
    this.#wake()
  }

  #wake(): void {
    for (const wake of this.#waiting) wake()
    this.#waiting.clear()
  }
}
