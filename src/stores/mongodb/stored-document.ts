import type { Document } from '../document-store.js'

/** As MongoDB keeps it: the fields of the document, and what the store adds. No read model names a field of its own so. */
export interface StoredDocument extends Record<string, unknown> {
  readonly _id: string
  /** Position of the last event folded into it. */
  readonly _p: number
  /** When it was removed: it stays for a day, so that what comes late does not bring it back. */
  readonly _gone?: Date
}

/** A value that a server or the driver may refuse, or change, is kept as text: FerretDB takes no arrays in arrays. */
interface AsText {
  readonly _json: string
}

/** MongoDB takes 100 levels, the document's own among them. */
const DEEPEST = 60
const REFUSED_KEY = /^$|^\$|[.\0]|^_bsontype$|^__proto__$|^_json$/

/** What replaces a document; `null`: the trace of one that was removed. */
export function toStored(key: string, document: Document | null, position: number): StoredDocument {
  if (!document) return { _id: key, _p: position, _gone: new Date() }
  const stored: Record<string, unknown> = {}
  for (const [field, value] of Object.entries(document))
    stored[field] = isPlain(value, DEEPEST) ? value : ({ _json: JSON.stringify(value) } satisfies AsText)
  return { ...stored, _id: key, _p: position }
}

/** The document as it was given. */
export function fromStored({ _id, _p, _gone, ...document }: StoredDocument): Document | undefined {
  if (_gone) return undefined
  for (const [field, value] of Object.entries(document))
    if (isText(value)) document[field] = JSON.parse(value._json) as unknown
  return document
}

const isText = (value: unknown): value is AsText =>
  typeof value === 'object' && value !== null && typeof (value as Partial<AsText>)._json === 'string'

function isPlain(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true
  if (levels === 0) return false
  if (Array.isArray(value)) return value.every((each) => !Array.isArray(each) && isPlain(each, levels - 1))
  return Object.entries(value).every(([key, each]) => !REFUSED_KEY.test(key) && isPlain(each, levels - 1))
}
