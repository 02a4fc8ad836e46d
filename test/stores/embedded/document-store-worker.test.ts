import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openEmbeddedDocumentStore } from '../../../src/stores/embedded/document-store.js'
import { copyOf, note, put } from '../notes.js'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'annals-documents-'))
})

afterEach(() => rm(folder, { recursive: true }))

/** Node 20 does not hand the loader of TypeScript on to workers. */
function startWorker(script: string): Worker {
  const module = new URL(script, import.meta.url).href
  const start = `import('tsx/esm/api').then(({ register }) => { register(); return import('${module}') })`
  return new Worker(start, { eval: true, workerData: folder })
}

it('a worker builds one copy and reads another while this thread commits to it', { timeout: 60_000 }, async () => {
  const store = await openEmbeddedDocumentStore(folder)
  const first = await copyOf(store)
  await put(first, 1, { a: note({ rank: 1 }), b: note({ rank: 1 }) })

  const worker = startWorker('./rebuild-in-worker.ts')
  let read: unknown
  const exited = once(worker, 'exit').finally(() => (read ??= 'nothing'))
  worker.once('message', (message: unknown) => {
    read = message
  })
  let position = 1
  while (read === undefined) await put(first, ++position, { a: note({ rank: position }) })
  await exited

  expect(read).toBe(2)
  const second = await copyOf(store, 'second')
  expect(second.checkpoint).toBe(50)
  expect(await second.count('notes', { index: 'byRoom', equals: ['room'] })).toBe(51)
  await put(second, 51, { a: note({ rank: 51 }) })
  expect((await second.find('notes', { index: 'byRoom', reverse: true, limit: 1 }))[0]).toEqual(note({ rank: 51 }))
  expect(first.checkpoint).toBe(position)
  await store.close()
})
