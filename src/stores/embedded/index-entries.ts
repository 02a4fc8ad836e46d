import type { Database } from 'lmdb'
import type { Document } from '../document-store.js'
import { entriesOf, type Field } from './index-keys.js'

export interface Index {
  readonly fields: readonly Field[]
  /** Index key → key of the document. */
  readonly entries: Database<string, Uint8Array>
}

/** Takes a document from where it stood in an index to where it belongs now; `null`: it was, or is, not there. Within a batch. */
export function moveEntries(index: Index, key: string, before: Document | null, after: Document | null): void {
  if (before && after && index.fields.every(({ name }) => before[name] === after[name])) return
  const old = before ? entriesOf(index.fields, key, before) : []
  const fresh = after ? entriesOf(index.fields, key, after) : []
  for (const entry of without(old, fresh)) void index.entries.remove(entry)
  for (const entry of without(fresh, old)) void index.entries.put(entry, key)
}

const without = (entries: readonly Buffer[], others: readonly Buffer[]): readonly Buffer[] =>
  others.length === 0 ? entries : entries.filter((entry) => !others.some((other) => other.equals(entry)))
