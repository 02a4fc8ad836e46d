import type { DocumentStore } from '../stores/document-store.js'
import type { EventStore } from '../stores/event-store.js'
import { Applier, collectionsOf } from './apply.js'
import type { AnyProjection } from './apply.js'
import type { Builder } from './build.js'

/** Builds copies of stores that are elsewhere: run by run, each awaited, so that this process goes on serving meanwhile. */
export const buildHere =
  (events: EventStore, documents: DocumentStore, projections: readonly AnyProjection[]): Builder =>
  async (name, names, report, signal) => {
    const those = projections.filter((each) => names.includes(each.name))
    const copy = await documents.copy(name, collectionsOf(those))
    try {
      const applier = await Applier.open(copy, those)
      for await (const run of events.readAll(copy.checkpoint)) {
        await applier.apply(run)
        report(copy.checkpoint)
        if (signal.aborted) return
      }
    } finally {
      await copy.close()
    }
  }
