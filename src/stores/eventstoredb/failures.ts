import { setTimeout as delay } from 'node:timers/promises'
import { ErrorType, isCommandError } from '@eventstore/db-client'
import { StoreUnavailable, VersionConflict } from '../event-store.js'

/** Nothing was heard in time: what was asked for may have been done, or not. */
export class NoAnswer extends Error {}

/** The server will not do this however often it is asked. */
export class Refused extends Error {}

const refusals: ReadonlySet<string> = new Set([
  ErrorType.ACCESS_DENIED,
  ErrorType.STREAM_DELETED,
  ErrorType.INVALID_ARGUMENT,
])
const faults = [Refused, VersionConflict, StoreUnavailable, TypeError, RangeError]

const isPassing = (error: unknown): boolean =>
  !faults.some((fault) => error instanceof fault) &&
  !(error instanceof Error && isCommandError(error) && refusals.has(error.type))

/** What went wrong, as one line. */
const reasonOf = (error: unknown): string => (error instanceof Error ? error.message.split('\n', 1)[0]! : String(error))

const firstPause = 50
const longestPause = 1000

/** How long what failed is tried again since the last progress, with pauses that double from 50 ms to 1 s. */
export class Patience {
  #end = 0
  #pause = firstPause

  constructor(
    readonly ms: number,
    readonly onFailure: (reason: string) => void = () => undefined,
  ) {
    this.progress()
  }

  progress(): void {
    this.#end = performance.now() + this.ms
    this.#pause = firstPause
  }

  /** Resolves when it is time for another try. @throws StoreUnavailable when it was tried for long enough, and what a repeat cannot help */
  async after(error: unknown): Promise<void> {
    if (!isPassing(error)) throw error
    const reason = reasonOf(error)
    this.onFailure(reason)
    if (performance.now() + this.#pause > this.#end) throw new StoreUnavailable(reason, { cause: error })
    await delay(this.#pause)
    this.#pause = Math.min(2 * this.#pause, longestPause)
  }
}

/** Repeats what fails. The work must be one that may be done twice. */
export async function persistently<T>(work: () => Promise<T>, patience: Patience): Promise<T> {
  for (;;) {
    try {
      return await work()
    } catch (error) {
      await patience.after(error)
    }
  }
}

/** As the promise, but rejects with NoAnswer after so many ms. */
export async function within<T>(promise: Promise<T>, ms: number, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new NoAnswer(`${what}: no answer in ${ms} ms`)), ms)
  })
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}
