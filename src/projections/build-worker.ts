import { parentPort, workerData } from 'node:worker_threads'
import { openEmbeddedDocumentStore } from '../stores/embedded/document-store.js'
import { readLog } from '../stores/embedded/log/log-reader.js'
import { collectionsOf } from './apply.js'
import { buildCopy } from './build.js'
import { projections } from './index.js'

/** What a worker builds: a copy of these read models from the log of a folder, up to a position that is on disk. */
export interface BuildOrder {
  readonly log: string
  readonly documents: string
  readonly copy: string
  readonly names: readonly string[]
  readonly upTo: number
}

let ended = false

const build = async ({ log, documents, copy: name, names, upTo }: BuildOrder): Promise<void> => {
  const those = projections.filter((each) => names.includes(each.name))
  const store = await openEmbeddedDocumentStore(documents)
  const copy = await store.copy(name, collectionsOf(those))
  await buildCopy(copy, those, readLog(log, copy.checkpoint, upTo), (position) => {
    parentPort?.postMessage(position)
    return !ended
  })
  await store.close()
}

parentPort?.once('message', () => (ended = true)).unref()
await build(workerData as BuildOrder)
