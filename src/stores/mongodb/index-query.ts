import type { Filter, IndexDirection, Sort } from 'mongodb'
import { NoSuchIndex, type Document, type Query, type Scalar } from '../document-store.js'
import type { StoredDocument } from './stored-document.js'

/** What may be indexed of one document, in bytes: more than 1,900 are refused by every store, so that each can take the other's. */
export const MOST_BYTES = 1978

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
  const { equals = [], reverse = false } = query
  const bounds = boundsOf(query)
  const ranged = fields.slice(equals.length)
  if (equals.length > fields.length || (ranged.length === 0 && bounds))
    throw new NoSuchIndex(`${query.index} has ${fields.length} fields`)
  const conditions = fields.map(({ name }, place): [string, object] => [name, conditionAt(place, equals, bounds)])
  const ordered = [...ranged, { name: '_id', direction: 1 } as const]
  const sort = ordered.map(({ name, direction }): [string, 1 | -1] => [name, (direction === 1) === reverse ? -1 : 1])
  return { filter: Object.fromEntries(conditions), sort, hint: { ...pattern } }
}

function boundsOf({ least, most }: Query): object | undefined {
  if (least === undefined && most === undefined) return undefined
  return { ...(least !== undefined && { $gte: least }), ...(most !== undefined && { $lte: most }) }
}

/** A field that holds nothing keeps its document out of the index. */
function conditionAt(place: number, equals: readonly Scalar[], bounds: object | undefined): object {
  if (place < equals.length) return { $eq: equals[place] }
  return { $ne: null, ...(place === equals.length && bounds) }
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
