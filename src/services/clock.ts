import type { Clock } from '../commands/context.js'
import type { Time } from '../domain/decision.js'
import { idGenerator, timeOfId, type Id } from '../domain/ids.js'
import type { EventStore } from '../stores/event-store.js'

/** The clock of a process, with what an operator added to the system's time (CLOCK=adjustable). */
export interface AdjustableClock extends Clock {
  /** ms added to the system's time. */
  readonly offset: number
  /** From now on so many ms are added; `now` does not go back where it is less than before. */
  setOffset(ms: number): void
}

/** @param node 0–15, part of every id (NODE_ID) */
export const createClock = (node: number, system: () => Time = Date.now): AdjustableClock => {
  let offset = 0
  let latest = 0
  const now = (): Time => (latest = Math.max(latest, system() + offset))
  const raise = (at: Time): void => void (latest = Math.max(latest, at))
  const make = idGenerator(node, now)
  return {
    now,
    raise,
    nextId(after?: Id) {
      const id = make(after)
      // More than 256 ids in one ms, or an `after` of another process, take the time part ahead of the system's.
      raise(timeOfId(id))
      return id
    },
    get offset() {
      return offset
    },
    setOffset(ms) {
      offset = ms
    },
  }
}

/**
 * No time and no id of the log comes again, also where the system's clock was put back meanwhile: the clock goes on above the newest time.
 * @param recent how far back from the log's end that is looked for, in positions
 */
export const goOnAbove = async (clock: Clock, events: EventStore, recent: number): Promise<void> => {
  const head = await events.head()
  for await (const run of events.readAll(Math.max(0, head - recent)))
    for (const { metadata } of run) clock.raise(metadata.at + 1)
}
