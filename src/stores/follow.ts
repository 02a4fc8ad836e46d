import { setTimeout } from 'node:timers/promises'
import type { Recorded } from '../domain/decision.js'
import type { EventStore } from './event-store.js'

const firstPause = 100
const longestPause = 5000

/**
 * Hands each run of events above `after` to `handle`, in order, the next when the last is handled, until `signal` ends it.
 * A lost subscription is taken up again for ever behind the last run handled, after a pause of 100 ms that doubles up to 5 s.
 * Rejects only with what `handle` throws.
 */
export async function follow(
  store: EventStore,
  after: number,
  handle: (run: readonly Recorded[]) => Promise<void> | void,
  signal: AbortSignal,
): Promise<void> {
  let position = after
  let pause = firstPause
  while (!signal.aborted) {
    const runs = store.subscribe(position, signal)[Symbol.asyncIterator]()
    try {
      for (let run = await taken(runs); run; run = await taken(runs)) {
        await handle(run)
        position = run.at(-1)!.position
        pause = firstPause
      }
    } finally {
      await runs.return?.().catch(() => undefined)
    }
    await setTimeout(pause, undefined, { signal }).catch(() => undefined)
    pause = Math.min(2 * pause, longestPause)
  }
}

/** The next run; undefined when the subscription ended or was lost. */
async function taken(runs: AsyncIterator<readonly Recorded[]>): Promise<readonly Recorded[] | undefined> {
  try {
    const next = await runs.next()
    return next.done ? undefined : next.value
  } catch {
    return undefined
  }
}
