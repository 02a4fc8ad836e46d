import { NoSuchIndex, type Document, type Query, type Scalar } from '../document-store.js'

// Types sort as in MongoDB. No field and no document key begins with 0x00 or 0xff, so these bound every range.
const NUMBER = 0x10
const STRING = 0x20
const BOOLEAN = 0x30
const BEFORE_ALL = Buffer.of(0)
const AFTER_ALL = Buffer.of(0xff)
// they end and escape a string
const CONTROL = /[\0\x01]/
const CONTROLS = /[\0\x01]/g

/** What lmdb takes as one key at most, with its default page size. */
const LONGEST = 1978
const scratch = Buffer.alloc(64 * 1024)

export interface Field {
  readonly name: string
  readonly descending: boolean
}

/** `'level:desc'` → name and direction. */
export const fieldsOf = (declared: readonly string[]): readonly Field[] =>
  declared.map((field) => ({ name: field.replace(/:desc$/, ''), descending: field.endsWith(':desc') }))

/** The keys of one document in one index: none where it lacks a field, several where a field holds an array. */
export function entriesOf(fields: readonly Field[], key: string, document: Document): readonly Buffer[] {
  const plain: Scalar[] = []
  for (const { name } of fields) {
    const value = document[name]
    if (!isScalar(value)) return Array.isArray(value) ? entriesOfLists(fields, key, document) : []
    plain.push(value)
  }
  return [keyOf(fields, plain, key)]
}

/** As entriesOf, where a field holds an array. */
function entriesOfLists(fields: readonly Field[], key: string, document: Document): readonly Buffer[] {
  let rows: readonly (readonly Scalar[])[] = [[]]
  for (const { name } of fields) {
    const values = scalarsIn(document[name])
    rows = rows.flatMap((row) => values.map((value) => [...row, value]))
  }
  return rows.map((row) => keyOf(fields, row, key))
}

/** First key within the range of a query, and first key behind it. @throws NoSuchIndex where the bounds lie behind the last field. */
export function rangeOf(fields: readonly Field[], query: Query): { readonly from: Buffer; readonly to: Buffer } {
  const { equals = [], least, most } = query
  const bounded = fields[equals.length]
  if (equals.length > fields.length || (!bounded && (least ?? most) !== undefined)) {
    throw new NoSuchIndex(`${query.index} has ${fields.length} fields`)
  }
  const [first, last] = bounded?.descending ? [most, least] : [least, most]
  const bound = (value: Scalar | undefined) => keyOf(fields, value === undefined ? equals : [...equals, value], '')
  return { from: Buffer.concat([bound(first), BEFORE_ALL]), to: Buffer.concat([bound(last), AFTER_ALL]) }
}

const isScalar = (value: unknown): value is Scalar =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'

const scalarsIn = (value: unknown): readonly Scalar[] =>
  isScalar(value) ? [value] : Array.isArray(value) ? value.filter(isScalar) : []

function keyOf(fields: readonly Field[], values: readonly Scalar[], documentKey: string): Buffer {
  let end = 0
  for (let place = 0; place < values.length; place++) {
    const start = end
    end = write(values[place]!, start)
    if (fields[place]!.descending) for (let at = start; at < end; at++) scratch[at] = ~scratch[at]!
  }
  end += scratch.write(documentKey, end)
  if (end > LONGEST) throw new RangeError(`an index entry of ${end} bytes; ${LONGEST} are the most`)
  const made = Buffer.allocUnsafe(end)
  scratch.copy(made, 0, 0, end)
  return made
}

function write(value: Scalar, at: number): number {
  if (typeof value === 'number') return writeNumber(value, at)
  if (typeof value === 'string') return writeString(value, at)
  scratch[at] = BOOLEAN
  scratch[at + 1] = Number(value)
  return at + 2
}

/** Doubles sort as bytes once the sign bit is flipped, and all bits of negative ones. */
function writeNumber(value: number, at: number): number {
  scratch[at] = NUMBER
  scratch.writeDoubleBE(value + 0, at + 1)
  const negative = scratch[at + 1]! >= 0x80
  if (!negative) scratch[at + 1]! |= 0x80
  else for (let byte = at + 1; byte <= at + 8; byte++) scratch[byte] = ~scratch[byte]!
  return at + 9
}

/** In the order of its UTF-8; the 0 at its end sorts a string before the longer ones it begins. */
function writeString(value: string, at: number): number {
  scratch[at] = STRING
  const end = at + 1 + scratch.write(escaped(value), at + 1)
  scratch[end] = 0
  return end + 1
}

const escaped = (value: string): string =>
  CONTROL.test(value) ? value.replace(CONTROLS, (control) => (control === '\0' ? '\x01\x01' : '\x01\x02')) : value
