import { openEmbeddedDocumentStore } from '../../../src/stores/embedded/document-store.js'
import { copyOf, note, put } from '../notes.js'

// Run by document-store-crash.test.ts as a process of its own: each commit gives all 300 notes the rank of its position, then says so.
const store = await openEmbeddedDocumentStore(process.argv[2]!)
const copy = await copyOf(store)
for (let position = copy.checkpoint + 1; ; position++) {
  const notes = Array.from({ length: 300 }, (_, at) => [`key-${at}`, note({ rank: position })] as const)
  await put(copy, position, Object.fromEntries(notes))
  process.stdout.write(`${position}\n`)
}
