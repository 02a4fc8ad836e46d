import DataLoader from 'dataloader'
import type { Collection } from 'mongodb'
import {
  CopyGone,
  NoSuchIndex,
  type Change,
  type Copy,
  type Document,
  type Loaded,
  type Query,
} from '../document-store.js'
import { StoreUnavailable } from '../event-store.js'
import { repeatable } from './connection.js'
import { MOST_BYTES, assertIndexable, queryOf, type Index, type IndexQuery } from './index-query.js'
import { fromStored, type StoredDocument } from './stored-document.js'
import { clearTraces, writeNewer, writeOf, type Write } from './writes.js'

/** Documents of one write or one run: what the server does at once, and what is held in memory. */
const RUN = 1_000
/** Longer than any write of another projector can be on its way. */
const TRACES_STAY_MS = 24 * 60 * 60_000
/** Not at once either: who takes the projecting over has enough to do. */
const CLEAR_EVERY_MS = 10 * 60_000

/** What is known of a copy beside its documents. */
export interface CopyRecord {
  readonly _id: string
  readonly checkpoint: number
  /** Only ever grows. */
  readonly left?: readonly string[]
}

export interface CopyCollection {
  readonly documents: Collection<StoredDocument>
  readonly indexes: Readonly<Record<string, Index>>
}

/** One copy: a collection of MongoDB each, and a record with the checkpoint, written after the documents. */
export class MongoCopy implements Copy {
  #checkpoint: number
  #left: readonly string[]
  #open = true
  #committing: Promise<unknown> = Promise.resolve()
  #clearing: Promise<unknown> = Promise.resolve()
  #clearAt = performance.now() + CLEAR_EVERY_MS
  /** By collection. */
  readonly #loaders = new Map<string, DataLoader<string, Document | undefined>>()

  constructor(
    private readonly records: Collection<CopyRecord>,
    private readonly record: CopyRecord,
    private readonly collections: ReadonlyMap<string, CopyCollection>,
    private readonly closed: () => void,
  ) {
    this.#checkpoint = record.checkpoint
    this.#left = record.left ?? []
  }

  get name(): string {
    return this.record._id
  }

  get checkpoint(): number {
    return this.#checkpoint
  }

  get left(): readonly string[] {
    return this.#left
  }

  async refresh(): Promise<number> {
    this.#opened()
    const known = this.#checkpoint
    const record = await repeatable(() => this.records.findOne({ _id: this.name }))
    const stored = record?.checkpoint ?? 0
    if (stored < known) throw new StoreUnavailable(`copy ${this.name} is being dropped`)
    this.#left = record?.left ?? []
    return (this.#checkpoint = Math.max(this.#checkpoint, stored))
  }

  async get(collection: string, keys: readonly string[]): Promise<readonly (Document | undefined)[]> {
    const { documents } = this.#collection(collection)
    const loader = this.#loaders.get(collection) ?? this.#loader(collection, documents)
    return Promise.all(keys.map(async (key) => (key.length > MOST_BYTES ? undefined : loader.load(key))))
  }

  /** Reads in one question what is asked for in one round of the event loop: a question costs more than a document. */
  #loader(collection: string, documents: Collection<StoredDocument>): DataLoader<string, Document | undefined> {
    const load = async (keys: readonly string[]) => (await loadFrom(documents, keys)).map(({ document }) => document)
    const loader = new DataLoader(load, { cache: false, maxBatchSize: RUN, batchScheduleFn: setImmediate })
    this.#loaders.set(collection, loader)
    return loader
  }

  async load(collection: string, keys: readonly string[]): Promise<readonly Loaded[]> {
    return loadFrom(this.#collection(collection).documents, keys)
  }

  async find(collection: string, query: Query): Promise<readonly Document[]> {
    const { documents, filter, ...options } = this.#query(collection, query)
    const { skip = 0, limit } = query
    if (limit === 0) return []
    const cut = { skip, ...(limit !== undefined && { limit }), batchSize: RUN + 1 }
    const found = await repeatable(() => documents.find(filter, { ...options, ...cut }).toArray())
    return found.map((stored) => fromStored(stored)!)
  }

  async count(collection: string, query: Query): Promise<number> {
    const { documents, filter, hint } = this.#query(collection, query)
    const { skip = 0, limit } = query
    if (limit === 0) return 0
    return repeatable(() => documents.countDocuments(filter, { hint, skip, ...(limit !== undefined && { limit }) }))
  }

  commit(changes: readonly Change[], applied: readonly number[], checkpoint: number): Promise<void> {
    const committed = this.#commit(changes, applied, checkpoint)
    this.#committing = committed.catch(() => undefined)
    return committed
  }

  async #commit(changes: readonly Change[], applied: readonly number[], checkpoint: number): Promise<void> {
    const writes = new Map<Collection<StoredDocument>, Write[]>()
    for (const [at, change] of changes.entries()) {
      const { documents, indexes } = this.#collection(change.collection)
      assertIndexable(Object.values(indexes), change.key, change.document)
      const those = writes.get(documents) ?? []
      those.push(writeOf(change, applied[at]!))
      writes.set(documents, those)
    }
    const written = await Promise.allSettled([...writes].map(([documents, all]) => this.#write(documents, all)))
    for (const each of written) if (each.status === 'rejected') throw each.reason
    await this.#raise(checkpoint)
    if (performance.now() >= this.#clearAt) this.#clear()
  }

  /** What cannot be cleared now is cleared later. */
  #clear(): void {
    this.#clearAt = performance.now() + CLEAR_EVERY_MS
    const before = new Date(Date.now() - TRACES_STAY_MS)
    const all = [...this.collections.values()]
    this.#clearing = Promise.allSettled(all.map(({ documents }) => clearTraces(documents, this.#checkpoint, before)))
  }

  async #write(documents: Collection<StoredDocument>, writes: readonly Write[]): Promise<void> {
    for (const some of runsOf(writes)) await repeatable(() => writeNewer(documents, some))
  }

  async *scan(collection: string): AsyncIterable<readonly (readonly [string, Document])[]> {
    const { documents } = this.#collection(collection)
    let after = ''
    for (;;) {
      const filter = { _id: { $gt: after }, _gone: { $exists: false } } as const
      const run = await repeatable(() => documents.find(filter, { sort: { _id: 1 }, limit: RUN }).toArray())
      if (run.length === 0) return
      yield run.map((stored) => [stored._id, fromStored(stored)!] as const)
      after = run.at(-1)!._id
    }
  }

  async close(): Promise<void> {
    if (!this.#open) return
    this.#open = false
    await this.#committing
    await this.#clearing
    this.closed()
  }

  async #raise(checkpoint: number): Promise<void> {
    const raised = await repeatable(() =>
      this.records.findOneAndUpdate({ _id: this.name }, { $max: { checkpoint } }, { returnDocument: 'after' }),
    )
    if (!raised) throw new CopyGone(`copy ${this.name} was dropped`)
    this.#checkpoint = raised.checkpoint
    this.#left = raised.left ?? []
  }

  #query(collection: string, query: Query): IndexQuery & Pick<CopyCollection, 'documents'> {
    const { documents, indexes } = this.#collection(collection)
    const index = indexes[query.index]
    if (!index) throw new NoSuchIndex(`${collection} has no index ${query.index}`)
    return { documents, ...queryOf(index, query) }
  }

  #collection(name: string): CopyCollection {
    this.#opened()
    const collection = this.collections.get(name)
    if (!collection) throw new NoSuchIndex(`no collection ${name} in copy ${this.name}`)
    return collection
  }

  #opened(): void {
    if (!this.#open) throw new StoreUnavailable(`copy ${this.name} is closed`)
  }
}

const loadFrom = async (documents: Collection<StoredDocument>, keys: readonly string[]): Promise<readonly Loaded[]> => {
  const loaded = new Map<string, Loaded>()
  for (const some of runsOf([...new Set(keys)])) {
    const filter = { _id: { $in: some } }
    for (const stored of await repeatable(() => documents.find(filter, { batchSize: RUN + 1 }).toArray()))
      loaded.set(stored._id, { document: fromStored(stored), applied: stored._p })
  }
  return keys.map((key) => loaded.get(key) ?? { document: undefined, applied: 0 })
}

const runsOf = <T>(all: readonly T[]): readonly T[][] =>
  Array.from({ length: Math.ceil(all.length / RUN) }, (_, at) => all.slice(at * RUN, (at + 1) * RUN))
