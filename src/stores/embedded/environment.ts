import { open, type Database, type RootDatabase, type RootDatabaseOptions } from 'lmdb'
import type { Document, Indexes } from '../document-store.js'
import { entriesOf, fieldsOf } from './index-keys.js'
import type { Collection, Index } from './writes.js'

type Declared = Readonly<Record<string, Indexes>>

/** Raise it when documents or index keys are stored in another way: a copy of another format is begun anew. */
const FORMAT = 1

/** Address space, not disk: an environment cannot grow beyond it while it is open. */
const MAP_SIZE = 256 * 2 ** 30

export const FIRST_KEY = Buffer.of(0)

export interface Environment {
  readonly root: RootDatabase
  readonly meta: Database<unknown, string>
  readonly collections: Readonly<Record<string, Collection>>
}

/**
 * lmdb with `overlappingSync`, its default but on Windows: readers see a commit before it is flushed. A killed process loses nothing of what
 * was visible (the page cache outlives it, and pages in use are never overwritten); after a power cut lmdb takes the last commit that was
 * flushed whole, which it tells by the boot id. Either way the state is one that was committed. Undefined for a copy of another format.
 */
export async function openEnvironment(path: string, declared: Declared): Promise<Environment | undefined> {
  const root = open({ path, noSubdir: false, maxDbs: 512, mapSize: MAP_SIZE, encoding: 'json' })
  const meta = root.openDB<unknown, string>('meta', { encoding: 'json' })
  const format = meta.get('format')
  if (format === undefined) meta.putSync('format', FORMAT)
  else if (format !== FORMAT) return void (await root.close())
  const collections = Object.fromEntries(
    Object.entries(declared).map(([name, indexes]) => [name, openCollection({ root, meta }, name, indexes)]),
  )
  return { root, meta, collections }
}

type Opened = Pick<Environment, 'root' | 'meta'>

function openCollection({ root, meta }: Opened, name: string, declared: Indexes): Collection {
  const documents = root.openDB<Document, string | Uint8Array>(`documents ${name}`, DOCUMENTS)
  const indexes = Object.fromEntries(
    Object.entries(declared).map(([index, fields]) => [
      index,
      {
        fields: fieldsOf(fields),
        entries: root.openDB<string, Uint8Array>(`index ${name} ${index}`, ENTRIES),
      },
    ]),
  )
  const known = (meta.get(`indexes ${name}`) ?? {}) as Indexes
  const missing = Object.keys(declared).filter((index) => String(known[index]) !== String(declared[index]))
  if (missing.length > 0 || Object.keys(known).length !== Object.keys(declared).length) {
    root.transactionSync(() => {
      for (const index of missing) fill(indexes[index]!, documents)
      meta.putSync(`indexes ${name}`, declared)
    })
  }
  return { documents, indexes }
}

function fill({ fields, entries }: Index, documents: Collection['documents']): void {
  entries.clearSync()
  for (const { key, value } of documents.getRange({ start: FIRST_KEY })) {
    for (const entry of entriesOf(fields, key as string, value)) entries.putSync(entry, key as string)
  }
}

const documentKeys = {
  writeKey(key: string | Uint8Array, target: Buffer, start: number): number {
    if (typeof key !== 'string') return rawKeys.writeKey(key, target, start)
    return start + target.write(key, start)
  },
  readKey: (source: Buffer, start: number, end: number): string => source.toString('utf8', start, end),
}

/** Index keys are written as they are, and never read back. */
const rawKeys = {
  writeKey(key: Uint8Array, target: Buffer, start: number): number {
    target.set(key, start)
    return start + key.length
  },
  readKey: (): undefined => undefined,
}

const DOCUMENTS: RootDatabaseOptions = { encoding: 'json', keyEncoder: documentKeys }
const ENTRIES: RootDatabaseOptions = { encoding: 'string', keyEncoder: rawKeys }
