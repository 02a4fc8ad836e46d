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
export interface Write {
  readonly into: Database<unknown, string | Uint8Array>
  readonly key: string | Uint8Array
  /** undefined: the key goes. */
  readonly value: unknown
}

/** Longest key that lmdb takes with its default page size. */
const LONGEST_KEY = 1978

/** What becomes of a document; `null`: it was, or is, not there. */
interface Step {
  readonly before: Document | null
  readonly after: Document | null
}

/**
 * Adds the writes that replace a document and take it from where it stood in the indexes to where it belongs.
 * @throws RangeError for a key that is empty or too long
 */
export function addWrites(writes: Write[], { documents, indexes }: Collection, key: string, step: Step): void {
  if (key === '' || (key.length > LONGEST_KEY / 3 && Buffer.byteLength(key) > LONGEST_KEY)) {
    throw new RangeError(`a document key of ${Buffer.byteLength(key)} bytes; 1 to ${LONGEST_KEY} can be stored`)
  }
  for (const name in indexes) addMoves(writes, indexes[name]!, key, step)
  if (step.after) writes.push({ into: documents, key, value: binary(JSON.stringify(step.after)) })
  else if (step.before) writes.push({ into: documents, key, value: undefined })
}

function addMoves(writes: Write[], { fields, entries: into }: Index, key: string, { before, after }: Step): void {
  if (before && after && fields.every(({ name }) => before[name] === after[name])) return
  const old = before ? entriesOf(fields, key, before) : NONE
  const fresh = after ? entriesOf(fields, key, after) : NONE
  for (const entry of without(old, fresh)) writes.push({ into, key: entry, value: undefined })
  for (const entry of without(fresh, old)) writes.push({ into, key: entry, value: binary(key) })
}

const NONE: readonly Buffer[] = []
const binary = (text: string): unknown => asBinary(Buffer.from(text))

const without = (entries: readonly Buffer[], others: readonly Buffer[]): readonly Buffer[] =>
  others.length === 0 ? entries : entries.filter((entry) => !others.some((other) => other.equals(entry)))
