import { excludeSystemEvents, type AllStreamResolvedEvent, type EventStoreDBClient } from '@eventstore/db-client'
import type { Recorded } from '../../domain/decision.js'
import { StoreUnavailable } from '../event-store.js'
import { buffers, runsOf } from './arrivals.js'
import { isOurs, positionOf, toRecorded } from './events.js'
import { NoAnswer } from './failures.js'
import type { Reads } from './reads.js'

export interface SubscriptionParts {
  readonly client: EventStoreDBClient
  readonly reads: Reads
  /** ms without an event after which it is asked whether there was one. */
  readonly quietMs: number
}

/** Events of the server that are looked at in one step behind the filter. */
const window = 1000

/** As the port's `subscribe`. Throws too when it is silent although the log has grown. */
export async function* subscription(
  { client, reads, quietMs }: SubscriptionParts,
  after: number,
  signal: AbortSignal,
): AsyncGenerator<readonly Recorded[]> {
  if (signal.aborted) return
  const fromPosition = await reads.startOf(after)
  const filter = excludeSystemEvents({ maxSearchWindow: window, checkpointInterval: 1 })
  const subscribed = client.subscribeToAll({ fromPosition, filter }, buffers)
  let last = after
  let head = after
  const onQuiet = async (): Promise<void> => {
    if (head > last) throw new NoAnswer(`a subscription that has not given event ${head}`)
    head = await reads.headNow()
  }
  const listening = { cancel: () => subscribed.unsubscribe(), quietMs, onQuiet, signal }
  for await (const run of runsOf<AllStreamResolvedEvent>(subscribed, listening)) {
    const events = run.flatMap(({ event }) => (event && isOurs(event) && positionOf(event) > last ? [event] : []))
    if (events.length === 0) continue
    last = positionOf(events.at(-1)!)
    yield events.map(toRecorded)
  }
  if (!signal.aborted) throw new StoreUnavailable('the server ended a subscription')
}
