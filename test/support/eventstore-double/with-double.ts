import { openEventStoreDb, type EventStoreDbOptions } from '../../../src/stores/eventstoredb/event-store.js'
import type { EventStore } from '../../../src/stores/event-store.js'
import { EventStoreDouble } from './double.js'

/** Runs with a double, and the store opened on it with short times. */
export async function withDouble(
  run: (store: EventStore, double: EventStoreDouble) => Promise<void>,
  options: EventStoreDbOptions = {},
): Promise<void> {
  const double = await EventStoreDouble.start()
  try {
    const store = await openEventStoreDb(double.url, { answerMs: 1000, patienceMs: 4000, quietMs: 200, ...options })
    try {
      await run(store, double)
    } finally {
      double.faults.resume()
      await store.close()
    }
  } finally {
    await double.stop()
  }
}
