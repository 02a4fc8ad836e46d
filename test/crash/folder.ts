import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Recorded } from '../../src/domain/decision.js'
import type { AnyEvent } from '../../src/domain/events.js'
import { collectionOf, collectionsOf } from '../../src/projections/apply.js'
import { buildCopy } from '../../src/projections/build.js'
import { projections } from '../../src/projections/index.js'
import type { Copy } from '../../src/stores/document-store.js'
import { openEmbeddedDocumentStore } from '../../src/stores/embedded/document-store.js'
import { readLog } from '../../src/stores/embedded/log/log-reader.js'
import { verifyLog } from '../../src/stores/embedded/log/verify.js'
import type { Findings } from './findings.js'
import { checkHistory } from './history.js'
import type { World } from './world.js'

/** Everything that the log of a stopped server holds; its frames, versions and CRCs are checked. */
const eventsOf = async (log: string): Promise<Recorded<AnyEvent>[]> => {
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

const compare = (findings: Findings, collection: string, found: Map<string, string>, wanted: Map<string, string>) => {
  for (const [key, document] of wanted)
    if (found.get(key) !== document)
      findings.note('wrong', `${collection} ${key} is ${found.get(key)}, a replay makes ${document}`)
  for (const key of found.keys())
    if (!wanted.has(key)) findings.note('wrong', `${collection} has ${key}, a replay does not`)
}

/** G8: the read models as they were left equal those that a replay of the log makes. */
const checkModels = async (findings: Findings, folder: string, events: readonly Recorded[]): Promise<void> => {
  const elsewhere = await mkdtemp(join(tmpdir(), 'annals-replay-'))
  const stores = [
    await openEmbeddedDocumentStore(join(folder, 'read-models')),
    await openEmbeddedDocumentStore(elsewhere),
  ]
  const [left, fresh] = stores as [(typeof stores)[0], (typeof stores)[0]]
  const replayed = await fresh.copy('replayed', collectionsOf(projections))
  await buildCopy(
    replayed,
    projections,
    (async function* () {
      yield events
    })(),
    () => undefined,
  )
  const pointers = await left.pointers()
  const copies = new Map<string, Copy>()
  for (const name of new Set(Object.values(pointers)))
    copies.set(
      name,
      await left.copy(name, collectionsOf(projections.filter((each) => pointers[collectionOf(each)] === name))),
    )
  for (const collection of projections.map(collectionOf)) {
    const copy = copies.get(pointers[collection] ?? '')
    if (!copy) findings.note('lost', `no copy serves ${collection}`)
    else compare(findings, collection, await documentsOf(copy, collection), await documentsOf(replayed, collection))
  }
  for (const store of stores) await store.close()
  await rm(elsewhere, { recursive: true, force: true })
}

/** What the stopped server has left on disk. */
export const checkFolder = async (world: World, folder: string): Promise<void> => {
  const events = await eventsOf(join(folder, 'log'))
  console.log(`${events.length} events in the log`)
  checkHistory(world, events)
  await checkModels(world.findings, folder, events)
}
