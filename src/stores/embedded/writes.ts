import { asBinary, type Database } from 'lmdb'
import type { Document } from '../document-store.js'
import { entriesOf, type Field } from './index-keys.js'

export interface Index {
  readonly fields: readonly Field[]
  /** Index key → key of the document. */
  readonly entries: Database<string, Uint8Array>
}

export interface Collection {
  readonly documents: Database<Document, string | Uint8Array>
  readonly indexes: Readonly<Record<string, Index>>
}

/** One write of a commit, made ready so that nothing can throw once the commit has begun: lmdb keeps what was written by then. */
export type Write = () => void

/** Longest key that lmdb takes with its default page size. */
const LONGEST_KEY = 1978

/**
 * The writes that replace a document and take it from where it stood in the indexes to where it belongs; `null`: it was, or is, not there.
 * @throws RangeError for a key that is empty or too long
 */
export function writesOf(
  { documents, indexes }: Collection,
  key: string,
  before: Document | null,
  after: Document | null,
): readonly Write[] {
  if (key === '' || (key.length > LONGEST_KEY / 3 && Buffer.byteLength(key) > LONGEST_KEY)) {
    throw new RangeError(`a document key of ${Buffer.byteLength(key)} bytes; 1 to ${LONGEST_KEY} can be stored`)
  }
  const moves = Object.values(indexes).flatMap((index) => movesOf(index, key, before, after))
  if (!after) return before ? [...moves, () => void documents.remove(key)] : moves
  const value = asBinary(Buffer.from(JSON.stringify(after))) as unknown as Document
  return [...moves, () => void documents.put(key, value)]
}

function movesOf(
  { fields, entries }: Index,
  key: string,
  before: Document | null,
  after: Document | null,
): readonly Write[] {
  if (before && after && fields.every(({ name }) => before[name] === after[name])) return []
  const old = before ? entriesOf(fields, key, before) : []
  const fresh = after ? entriesOf(fields, key, after) : []
  return [
    ...without(old, fresh).map((entry) => () => void entries.remove(entry)),
    ...without(fresh, old).map((entry) => () => void entries.put(entry, key)),
  ]
}

const without = (entries: readonly Buffer[], others: readonly Buffer[]): readonly Buffer[] =>
  others.length === 0 ? entries : entries.filter((entry) => !others.some((other) => other.equals(entry)))
