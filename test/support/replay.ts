import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Recorded } from '../../src/domain/decision.js'
import type { AnyEvent } from '../../src/domain/events.js'
import { collectionOf, collectionsOf } from '../../src/projections/apply.js'
import { buildCopy } from '../../src/projections/build.js'
import { projections } from '../../src/projections/index.js'
import type { Copy, DocumentStore } from '../../src/stores/document-store.js'
import { openEmbeddedDocumentStore } from '../../src/stores/embedded/document-store.js'
import { readLog } from '../../src/stores/embedded/log/log-reader.js'
import { verifyLog } from '../../src/stores/embedded/log/verify.js'

/** Everything that the log of a stopped server holds; its frames, versions and CRCs are checked. */
export const eventsIn = async (folder: string): Promise<Recorded<AnyEvent>[]> => {
  const log = join(folder, 'log')
  let head = 0
  for await (const { events } of verifyLog(log)) head = events
  const all: Recorded<AnyEvent>[] = []
  for await (const run of readLog(log, 0, head)) all.push(...(run as Recorded<AnyEvent>[]))
  return all
}

const sorted = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(sorted)
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, part]) => [name, sorted(part)]),
  )
}

const documentsOf = async (copy: Copy, collection: string): Promise<Map<string, string>> => {
  const documents = new Map<string, string>()
  for await (const run of copy.scan(collection))
    for (const [key, document] of run) documents.set(key, JSON.stringify(sorted(document)))
  return documents
}

function* compare(collection: string, found: Map<string, string>, wanted: Map<string, string>) {
  for (const [key, document] of wanted)
    if (found.get(key) !== document) yield `${collection} ${key} is ${found.get(key)}, a replay makes ${document}`
  for (const key of found.keys()) if (!wanted.has(key)) yield `${collection} has ${key}, a replay does not`
}

/** G8: how the read models that a stopped server has left differ from those that a replay of its log makes; a sentence each. */
export const differencesFromReplay = async (left: DocumentStore, events: readonly Recorded[]): Promise<string[]> => {
  const elsewhere = await mkdtemp(join(tmpdir(), 'annals-replay-'))
  const fresh = await openEmbeddedDocumentStore(elsewhere)
  const replayed = await fresh.copy('replayed', collectionsOf(projections))
  const log = (async function* () {
    yield events
  })()
  await buildCopy(replayed, projections, log, () => undefined)
  const pointers = await left.pointers()
  const copies = new Map<string, Copy>()
  for (const name of new Set(Object.values(pointers))) {
    const those = projections.filter((each) => pointers[collectionOf(each)] === name)
    copies.set(name, await left.copy(name, collectionsOf(those)))
  }
  const found: string[] = []
  for (const collection of projections.map(collectionOf)) {
    const copy = copies.get(pointers[collection] ?? '')
    if (!copy) found.push(`no copy serves ${collection}`)
    else
      found.push(...compare(collection, await documentsOf(copy, collection), await documentsOf(replayed, collection)))
  }
  await left.close()
  await fresh.close()
  await rm(elsewhere, { recursive: true, force: true })
  return found
}

/** The read models in the folder of a stopped server. */
export const documentsIn = (folder: string): Promise<DocumentStore> =>
  openEmbeddedDocumentStore(join(folder, 'read-models'))
