import type { Recorded } from '../domain/decision.js'
import type { Change, Copy } from '../stores/document-store.js'
import type { EventStore } from '../stores/event-store.js'

/** The collection of a copy that tells the log which it was made from, by its first event: no other one has it at that position. */
export const ORIGIN = 'origin'
const FIRST = 'first'

/** Stored with the first event of a log. */
export const originIn = ({ id, position }: Recorded): Change => ({
  collection: ORIGIN,
  key: FIRST,
  document: { id, position },
  before: null,
})

/** Whether this log, or an earlier state of it, is what the copy was made from. */
export const isMadeFrom = async (copy: Copy, events: EventStore): Promise<boolean> => {
  const [known] = await copy.get(ORIGIN, [FIRST])
  for await (const [first] of events.readAll(0, 1))
    return (
      first?.id === known?.['id'] && first?.position === known?.['position'] && copy.checkpoint <= (await events.head())
    )
  return copy.checkpoint === 0
}
