import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { Refused, ok, type CallOptions } from './api.js'

/** So long something is tried: a process that was killed is back by then. */
const PATIENCE_MS = 120_000
const FIRST_WAIT_MS = 50
const LONGEST_WAIT_MS = 2_000
/** The server cannot do it at this moment: whether it was done is not known. */
export const UNAVAILABLE = -1000

const isFinal = (error: unknown): boolean => error instanceof Refused && error.code !== UNAVAILABLE

/** Does it again, ever less often, while no server takes it or answers it. Rejects with a refusal, or when nothing has helped for long. */
export const persistently = async <T>(work: () => Promise<T>): Promise<T> => {
  const end = performance.now() + PATIENCE_MS
  for (let wait = FIRST_WAIT_MS; ; wait = Math.min(2 * wait, LONGEST_WAIT_MS))
    try {
      return await work()
    } catch (error) {
      if (isFinal(error) || performance.now() > end) throw error
      await pause(wait * (0.5 + Math.random()))
    }
}

/** As `ok`, by a client that does not give up: each try carries the same Idempotency-Key (`product.md 3`). */
export const insist = (url: string, path: string, options: CallOptions = {}): Promise<unknown> => {
  const key = randomUUID()
  return persistently(() => ok(url, path, { ...options, key }))
}
