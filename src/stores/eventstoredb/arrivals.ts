import type { Readable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'

/** Events held of a stream, on its way in and on its way out, beyond the run that the consumer has: the server is read no further. */
export const buffers = { highWaterMark: 256 }

const longestRun = 1000

export interface Listening {
  /** Ends the call on the server too. */
  readonly cancel: () => Promise<void>
  /** ms without anything after which `onQuiet` is awaited; ends the runs when it throws. */
  readonly quietMs: number
  readonly onQuiet: () => Promise<void> | void
  readonly signal?: AbortSignal
}

function take<T>(stream: Readable, run: T[]): void {
  while (run.length < longestRun) {
    const item = stream.read() as T | null
    if (item === null) return
    run.push(item)
  }
}

/** What is at hand, and what goes on arriving at once: the client gives event by event, and a run is stored as one. */
async function arrived<T>(stream: Readable): Promise<readonly T[]> {
  const run: T[] = []
  let before = -1
  while (run.length > before && run.length < longestRun) {
    if (run.length > 0) await setImmediate()
    before = run.length
    take(stream, run)
  }
  return run
}

/** Wakes who waits for a stream. */
class Bell {
  #rang = false
  #wake: () => void = () => undefined
  readonly ring = (): void => {
    this.#rang = true
    this.#wake()
  }

  reset(): void {
    this.#rang = false
  }

  /** Whether it has rung since the last reset, or does within so many ms. */
  rung(ms: number): Promise<boolean> {
    if (this.#rang) return Promise.resolve(true)
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), ms)
      this.#wake = () => {
        clearTimeout(timer)
        resolve(true)
      }
    })
  }
}

class Arrivals<T> {
  readonly #bell = new Bell()
  #failure: Error | undefined

  constructor(
    readonly stream: Readable,
    readonly listening: Listening,
  ) {
    // stays on: a stream of the client may fail after its end too
    stream.on('error', (error: Error) => {
      this.#failure ??= error
      this.#bell.ring()
    })
    for (const event of ['readable', 'end', 'close']) stream.on(event, this.#bell.ring)
    listening.signal?.addEventListener('abort', this.#bell.ring)
  }

  /** What has come, which may be nothing yet; undefined at the end. */
  async next(): Promise<readonly T[] | undefined> {
    const { stream, listening } = this
    if (listening.signal?.aborted) return undefined
    this.#bell.reset()
    const run = await arrived<T>(stream)
    if (run.length > 0) return run
    if (this.#failure) throw this.#failure
    if (stream.readableEnded || stream.destroyed) return undefined
    if (!(await this.#bell.rung(listening.quietMs))) await listening.onQuiet()
    return run
  }

  end(): void {
    this.listening.signal?.removeEventListener('abort', this.#bell.ring)
    this.listening.cancel().catch(() => undefined)
    // read out what is left, or the client would keep the call for ever
    this.stream.off('readable', this.#bell.ring).resume()
  }
}

/** What a stream of the client gives, in runs of 1 to 1,000 as they are at hand. Ends with it, or with the signal; throws what it fails with. */
export async function* runsOf<T>(stream: Readable, listening: Listening): AsyncGenerator<readonly T[]> {
  const arrivals = new Arrivals<T>(stream, listening)
  try {
    for (let run = await arrivals.next(); run; run = await arrivals.next()) if (run.length > 0) yield run
  } finally {
    arrivals.end()
  }
}
