import type { Collection, Db, MongoClient } from 'mongodb'
import { COPY_NAME, type Copy, type DocumentStore, type Indexes } from '../document-store.js'
import { connectTo, reach, repeatable, type Patience } from './connection.js'
import { MongoCopy, type CopyCollection, type CopyRecord } from './document-copy.js'
import { indexOf } from './index-query.js'
import type { StoredDocument } from './stored-document.js'
import { Views } from './views.js'

/** One for all collections, so that they move together. */
interface Pointers {
  readonly _id: 'pointers'
  readonly of: Readonly<Record<string, string>>
}

export interface MongoOptions {
  /** Told, as a sentence, what an operator should know. */
  readonly onTrouble?: (sentence: string) => void
  readonly patience?: Patience
}

/** Copies in the database that the address names. Waits for the server as long as it takes. */
export async function openMongoDocumentStore(url: string, options: MongoOptions = {}): Promise<DocumentStore> {
  const { onTrouble = () => undefined, patience } = options
  const client = connectTo(url, patience)
  try {
    await reach(client, onTrouble)
  } catch (error) {
    await client.close()
    throw error
  }
  return new MongoDocumentStore(client, client.db(), new Views(client.db(), onTrouble))
}

class MongoDocumentStore implements DocumentStore {
  private readonly open = new Map<string, Copy>()
  private readonly records: Collection<CopyRecord>
  private readonly pointed: Collection<Pointers>

  constructor(
    private readonly client: MongoClient,
    private readonly db: Db,
    private readonly views: Views,
  ) {
    this.records = db.collection('annals_copies')
    this.pointed = db.collection('annals_pointers')
  }

  async copy(name: string, collections: Readonly<Record<string, Indexes>>): Promise<Copy> {
    if (this.open.has(name)) throw new Error(`copy ${name} is already open`)
    const record = await repeatable(() =>
      this.records.findOneAndUpdate(
        { _id: name },
        { $max: { checkpoint: 0 } },
        { upsert: true, returnDocument: 'after' },
      ),
    )
    const opened = new Map<string, CopyCollection>()
    for (const [collection, indexes] of Object.entries(collections))
      opened.set(collection, await this.collection(collectionIn(name, collection), indexes))
    const copy = new MongoCopy(this.records, record!, opened, () => this.open.delete(name))
    this.open.set(name, copy)
    return copy
  }

  async pointers(): Promise<Readonly<Record<string, string>>> {
    return (await repeatable(() => this.pointed.findOne({ _id: 'pointers' })))?.of ?? {}
  }

  async point(collections: readonly string[], copy: string): Promise<void> {
    const moved = Object.fromEntries(collections.map((collection) => [`of.${collection}`, copy]))
    await repeatable(() => this.pointed.updateOne({ _id: 'pointers' }, { $set: moved }, { upsert: true }))
    for (const collection of collections)
      await this.views.show(collection, copy === '' ? undefined : collectionIn(copy, collection))
  }

  async leave(copy: string, collections: readonly string[]): Promise<void> {
    const left = { $each: [...collections] }
    await repeatable(() => this.records.updateOne({ _id: copy }, { $addToSet: { left } }))
  }

  /** Also what a write that came late has made anew of one that was dropped. */
  async copies(): Promise<readonly string[]> {
    const records = await repeatable(() => this.records.find({}, { projection: { _id: 1 } }).toArray())
    const parts = (await this.collections()).flatMap((collection) => collection.split('__').slice(1))
    const left = parts.filter((name) => COPY_NAME.test(name))
    return [...new Set([...records.map(({ _id }) => _id), ...left])].sort()
  }

  /** What a crash leaves of it stands at 0, and is dropped again. */
  async drop(name: string): Promise<void> {
    if (this.open.has(name)) throw new Error(`copy ${name} is open`)
    await repeatable(() => this.records.updateOne({ _id: name }, { $set: { checkpoint: 0 } }))
    for (const collection of await this.collections())
      if (collection.endsWith(collectionIn(name, ''))) await repeatable(() => this.db.dropCollection(collection))
    await repeatable(() => this.records.deleteOne({ _id: name }))
  }

  async close(): Promise<void> {
    await Promise.all([...this.open.values()].map((copy) => copy.close()))
    await this.client.close()
  }

  private async collection(name: string, declared: Indexes): Promise<CopyCollection> {
    const documents = this.db.collection<StoredDocument>(name)
    const indexes = Object.fromEntries(Object.entries(declared).map(([index, fields]) => [index, indexOf(fields)]))
    for (const { pattern } of Object.values(indexes)) await repeatable(() => documents.createIndex({ ...pattern }))
    await repeatable(() => documents.createIndex({ _gone: 1 }, { sparse: true }))
    return { documents, indexes }
  }

  private async collections(): Promise<readonly string[]> {
    const all = await repeatable(() => this.db.listCollections({}, { nameOnly: true }).toArray())
    return all.map(({ name }) => name)
  }
}

const collectionIn = (copy: string, collection: string): string => `${collection}__${copy}`
