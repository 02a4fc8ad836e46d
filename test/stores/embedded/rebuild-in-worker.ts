import { parentPort, workerData } from 'node:worker_threads'
import { openEmbeddedDocumentStore } from '../../../src/stores/embedded/document-store.js'
import { copyOf, note, put } from '../notes.js'

// Run by document-store-worker.test.ts: builds the copy 'second', and reads 'first', which the main thread serves meanwhile.
const store = await openEmbeddedDocumentStore(workerData as string)
const second = await copyOf(store, 'second')
for (let position = 1; position <= 50; position++) {
  await put(second, position, { a: note({ rank: position }), [`key-${position}`]: note({ rank: position }) })
}
const first = await copyOf(store)
const read = await first.count('notes', { index: 'byRoom', equals: ['room'] })
await store.close()
parentPort!.postMessage(read)
