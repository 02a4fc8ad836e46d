import type { DocumentStore } from '../stores/document-store.js'
import type { EventStore } from '../stores/event-store.js'
import { Applier, collectionsOf } from './apply.js'
import type { AnyProjection } from './apply.js'
import { gathered, type Builder } from './build.js'

/** Folded and committed together: few enough that this process goes on serving meanwhile, enough for the stores to be worth the way. */
const BATCH = 1_000

/** Builds copies of stores that are elsewhere: batch by batch, each awaited. */
export const buildHere =
  (events: Pick<EventStore, 'readAll'>, documents: DocumentStore, projections: readonly AnyProjection[]): Builder =>
  async (name, names, report, signal) => {
    const those = projections.filter((each) => names.includes(each.name))
    const copy = await documents.copy(name, collectionsOf(those))
    try {
      const applier = await Applier.open(copy, those)
      for await (const batch of gathered(events.readAll(copy.checkpoint), BATCH)) {
        await applier.apply(batch)
        report(copy.checkpoint)
        if (signal.aborted) return
      }
    } finally {
      await copy.close()
    }
  }
