import { NoSuchIndex, type Change, type Copy, type Document, type Loaded, type Query } from '../document-store.js'
import { StoreUnavailable } from '../event-store.js'
import { FIRST_KEY, type Environment } from './environment.js'
import { rangeOf } from './index-keys.js'
import { onVisible } from './visible.js'
import { addWrites, type Collection, type Write } from './writes.js'

const RUN = 500

/** Stored with each commit. */
interface State {
  readonly checkpoint: number
  /** How many there were. */
  readonly commits: number
}

/** One copy in one lmdb environment. Reads are synchronous inside: each sees one committed state. */
export class EmbeddedCopy implements Copy {
  readonly left = []
  private open = true
  private seen: () => void = () => {}
  /** Why a commit that readers have seen may not be on disk: nothing can be committed on top of it. */
  private unflushed: Error | undefined
  /** Of the last two commits. The third waits for the first: each flush holds a thread of the pool that the event log needs too. */
  private flushes: readonly [Promise<void>, Promise<void>] = [Promise.resolve(), Promise.resolve()]

  constructor(
    readonly name: string,
    private readonly environment: Environment,
    private readonly closed: () => Promise<void>,
  ) {
    onVisible(environment.root, () => this.seen())
  }

  get checkpoint(): number {
    return this.state.checkpoint
  }

  refresh(): Promise<number> {
    return Promise.resolve(this.checkpoint)
  }

  async get(collection: string, keys: readonly string[]): Promise<readonly (Document | undefined)[]> {
    const { documents } = this.collection(collection)
    return keys.map((key) => documents.get(key))
  }

  async load(collection: string, keys: readonly string[]): Promise<readonly Loaded[]> {
    return (await this.get(collection, keys)).map((document) => ({ document, applied: 0 }))
  }

  async find(collection: string, query: Query): Promise<readonly Document[]> {
    const { documents } = this.collection(collection)
    const { entries, ...range } = this.range(collection, query)
    const { skip = 0, limit } = query
    const found: Document[] = []
    for (const { value } of entries.getRange({ ...range, offset: skip, ...(limit !== undefined && { limit }) })) {
      found.push(documents.get(value)!)
    }
    return found
  }

  async count(collection: string, query: Query): Promise<number> {
    const { entries, ...range } = this.range(collection, query)
    const all = entries.getKeysCount(range)
    return Math.min(Math.max(all - (query.skip ?? 0), 0), query.limit ?? Infinity)
  }

  async commit(changes: readonly Change[], _applied: readonly number[], checkpoint: number): Promise<void> {
    await this.flushes[0]
    if (this.unflushed) throw this.unflushed
    const { root, meta } = this.opened()
    const { checkpoint: stored, commits } = this.state
    if (checkpoint < stored) return
    const writes = this.prepare(changes)
    const state: State = { checkpoint, commits: commits + 1 }
    const flushed = root
      .batch(() => {
        for (const { into, key, value } of writes) {
          if (value === undefined) void into.remove(key)
          else void into.put(key, value)
        }
        void meta.put('state', state)
      })
      .then(() => {}, failed)
    const settled = flushed.catch((error: Error) => {
      if (this.open && this.state.commits >= state.commits) this.unflushed = error
    })
    this.flushes = [this.flushes[1], settled]
    await Promise.race([flushed, this.visible(state.commits)])
  }

  async *scan(collection: string): AsyncIterable<readonly (readonly [string, Document])[]> {
    const { documents } = this.collection(collection)
    const transaction = documents.useReadTransaction()
    try {
      let run: (readonly [string, Document])[] = []
      for (const { key, value } of documents.getRange({ start: FIRST_KEY, transaction })) {
        run.push([key as string, value])
        if (run.length < RUN) continue
        yield run
        run = []
      }
      if (run.length > 0) yield run
    } finally {
      transaction.done()
    }
  }

  async close(): Promise<void> {
    if (!this.open) return
    this.open = false
    await Promise.all(this.flushes)
    await this.environment.root.close()
    await this.closed()
  }

  private prepare(changes: readonly Change[]): readonly Write[] {
    const writes: Write[] = []
    // A document may be changed twice in one commit.
    const changed = new Map<string, Document | null>()
    for (const { collection: name, key, document: after, before } of changes) {
      const collection = this.collection(name)
      const step = { before: before ?? null, after }
      if (before === undefined) {
        const known = changed.get(`${name}\n${key}`)
        step.before = known === undefined ? (collection.documents.get(key) ?? null) : known
        changed.set(`${name}\n${key}`, after)
      }
      addWrites(writes, collection, key, step)
    }
    return writes
  }

  private get state(): State {
    return (this.opened().meta.get('state') as State | undefined) ?? { checkpoint: 0, commits: 0 }
  }

  private visible(commits: number): Promise<void> {
    return new Promise((resolve) => {
      this.seen = () => {
        this.environment.root.resetReadTxn()
        if (this.open && this.state.commits >= commits) resolve()
      }
    })
  }

  private opened(): Environment {
    if (!this.open) throw new StoreUnavailable(`copy ${this.name} is closed`)
    return this.environment
  }

  private collection(name: string): Collection {
    const collection = this.opened().collections[name]
    if (!collection) throw new NoSuchIndex(`no collection ${name} in copy ${this.name}`)
    return collection
  }

  private range(collection: string, query: Query) {
    const index = this.collection(collection).indexes[query.index]
    if (!index) throw new NoSuchIndex(`${collection} has no index ${query.index}`)
    const { from, to } = rangeOf(index.fields, query)
    const reverse = query.reverse ?? false
    return { entries: index.entries, start: reverse ? to : from, end: reverse ? from : to, reverse }
  }
}

/** lmdb rejects a commit with an error that holds the promise of its reason. */
async function failed(error: Error & { readonly commitError?: Promise<never> }): Promise<never> {
  await error.commitError
  throw error
}
