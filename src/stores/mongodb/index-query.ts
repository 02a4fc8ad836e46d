import type { Filter, IndexDirection, Sort } from 'mongodb'
import { NoSuchIndex, type Document, type Query } from '../document-store.js'
import type { StoredDocument } from './stored-document.js'

/** What may be indexed of one document, in bytes: more than 1,900 are refused by every store, so that each can take the other's. */
const MOST_BYTES = 1978

interface Field {
  readonly name: string
  readonly direction: 1 | -1
}

export interface Index {
  readonly fields: readonly Field[]
  /** As MongoDB knows it: the fields, and the key behind them, which orders what is equal. */
  readonly pattern: Readonly<Record<string, IndexDirection>>
}

export interface IndexQuery {
  readonly filter: Filter<StoredDocument>
  readonly sort: Sort
  /** A server that lacks the index refuses a query that names it. */
  readonly hint: Record<string, IndexDirection>
}

/** `['roomId', 'level:desc']` → `{roomId: 1, level: -1, _id: 1}`. */
export function indexOf(declared: readonly string[]): Index {
  const fields = declared.map((field): Field => ({
    name: field.replace(/:desc$/, ''),
    direction: field.endsWith(':desc') ? -1 : 1,
  }))
  const pattern = Object.fromEntries([...fields.map(({ name, direction }) => [name, direction] as const), ['_id', 1]])
  return { fields, pattern }
}

/** @throws NoSuchIndex where equals and bounds are more than the fields of the index */
export function queryOf({ fields, pattern }: Index, query: Query): IndexQuery {
  const { equals = [], least, most, reverse = false } = query
  const bounded = fields[equals.length]
  if (equals.length > fields.length || (!bounded && (least ?? most) !== undefined))
    throw new NoSuchIndex(`${query.index} has ${fields.length} fields`)
  const filter: Record<string, unknown> = {}
  for (const [place, { name }] of fields.entries())
    filter[name] = place < equals.length ? { $eq: equals[place] } : { $ne: null }
  if (bounded && (least ?? most) !== undefined)
    filter[bounded.name] = {
      $ne: null,
      ...(least !== undefined && { $gte: least }),
      ...(most !== undefined && { $lte: most }),
    }
  const ordered = [...fields.slice(equals.length), { name: '_id', direction: 1 }]
  const sort = new Map(ordered.map(({ name, direction }) => [name, (reverse ? -direction : direction) as 1 | -1]))
  return { filter: filter as Filter<StoredDocument>, sort, hint: { ...pattern } }
}

/** @throws RangeError for a document that the embedded store could not index */
export function assertIndexable(indexes: readonly Index[], key: string, document: Document | null): void {
  const keyBytes = Buffer.byteLength(key)
  const most = document
    ? indexes.map(({ fields }) => fields.reduce((sum, { name }) => sum + bytesOf(document[name]), 0))
    : []
  const bytes = keyBytes + Math.max(0, ...most)
  if (keyBytes === 0 || bytes > MOST_BYTES) throw new RangeError(`an index entry of ${bytes} bytes; 1 to ${MOST_BYTES}`)
}

/** Of the longest, where it is an array. */
function bytesOf(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value)
  if (Array.isArray(value)) return Math.max(0, ...value.map(bytesOf))
  return typeof value === 'number' ? 8 : 1
}
