import { join } from 'node:path'
import { collectionOf, collectionsOf } from '../../src/projections/apply.js'
import { buildCopy } from '../../src/projections/build.js'
import { projections } from '../../src/projections/index.js'
import { openEmbeddedDocumentStore } from '../../src/stores/embedded/document-store.js'
import { readLog } from '../../src/stores/embedded/log/log-reader.js'
import { serve } from '../client/subprocess.js'

/** What is built or read, and how long it took. */
export interface Built {
  readonly events: number
  /** Documents written. */
  readonly written: number
  readonly seconds: number
}

interface Order {
  /** DATA_DIR of a server that is not running, and the position of its last event. */
  readonly folder: string
  readonly events: number
}

serve({
  /** All read models from the log, as a rebuild makes them; a server that starts then serves them. */
  build: async ({ folder, events }: Order): Promise<Built> => {
    const store = await openEmbeddedDocumentStore(join(folder, 'read-models'))
    const name = `bench-${Date.now().toString(36)}`
    const began = performance.now()
    const copy = await store.copy(name, collectionsOf(projections))
    const written = await buildCopy(copy, projections, readLog(join(folder, 'log'), 0, events), () => undefined)
    await copy.close()
    const seconds = (performance.now() - began) / 1000
    await store.point(projections.map(collectionOf), name)
    await store.close()
    return { events, written, seconds }
  },
  /** The same log, only read and decoded. */
  read: async ({ folder, events }: Order): Promise<Built> => {
    const began = performance.now()
    let read = 0
    for await (const run of readLog(join(folder, 'log'), 0, events)) read += run.length
    if (read !== events) throw new Error(`${read} events were read, ${events} were written`)
    return { events, written: 0, seconds: (performance.now() - began) / 1000 }
  },
})
