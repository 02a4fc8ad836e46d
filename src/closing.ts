import { setTimeout as pause } from 'node:timers/promises'

/** Each thing that is opened leaves here how it is closed. */
export type Closers = (() => Promise<void> | void)[]

/** So long all may take to end: what a store that is away holds up longer is left behind (`product.md 2`). */
const CLOSING_MS = 9_000

/**
 * Calls each of them, the last first, and waits for it half of the time (ms) that is left, so that there is some for every one. Rejects in
 * the end with what failed first.
 */
export const closeAll = async (closers: Closers, ms = CLOSING_MS): Promise<void> => {
  const failures: unknown[] = []
  const end = performance.now() + ms
  for (let close = closers.pop(); close; close = closers.pop()) {
    const closed = Promise.resolve()
      .then(close)
      .catch((error: unknown) => void failures.push(error))
    await Promise.race([closed, pause((end - performance.now()) / 2, undefined, { ref: false })])
  }
  if (failures.length > 0) throw failures[0]
}
