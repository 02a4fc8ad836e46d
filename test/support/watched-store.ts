import type { EventStore, NewEvent } from '../../src/stores/event-store.js'
import { StoreUnavailable } from '../../src/stores/event-store.js'

export interface Append {
  readonly stream: string
  readonly events: readonly NewEvent[]
  readonly expected: number
  /** As the port's. */
  readonly mayWrite: (() => boolean) | undefined
}

/** A store whose appends are seen, and can be held up or go wrong. */
export const watchedStore = () => {
  const appends: Append[] = []
  const watch = {
    appends,
    /** Asked before each append. */
    before: async (_append: Append): Promise<void> => undefined,
    /** Asked after each append that succeeded. */
    after: async (_append: Append): Promise<void> => undefined,
    /** Which streams were read, in order. */
    reads: [] as string[],
    wrap: (events: EventStore): EventStore => ({
      append: async (stream, those, expected, mayWrite) => {
        const append = { stream, events: those, expected, mayWrite }
        appends.push(append)
        await watch.before(append)
        const appended = await events.append(stream, those, expected, mayWrite)
        await watch.after(append)
        return appended
      },
      read: (stream, options) => {
        watch.reads.push(stream)
        return events.read(stream, options)
      },
      readAll: (after, limit) => events.readAll(after, limit),
      subscribe: (after, signal) => events.subscribe(after, signal),
      head: () => events.head(),
      close: () => events.close(),
    }),
  }
  return watch
}

export const once = (work: () => Promise<void>): (() => Promise<void>) => {
  let done = false
  return async () => {
    if (done) return
    done = true
    await work()
  }
}

export const lost = () => Promise.reject(new StoreUnavailable('the answer was lost'))
