import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Change, Document, DocumentStore, Query, Scalar } from '../../../src/stores/document-store.js'
import { openEmbeddedDocumentStore } from '../../../src/stores/embedded/document-store.js'

let folder: string
let store: DocumentStore

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'annals-documents-'))
  store = await openEmbeddedDocumentStore(folder)
})

afterAll(async () => {
  await store.close()
  await rm(folder, { recursive: true })
})

type Row = readonly [values: readonly Scalar[], key: string, document: Document]

const rank = (value: Scalar): number => ['number', 'string', 'boolean'].indexOf(typeof value)

function compare(a: Scalar, b: Scalar): number {
  if (rank(a) !== rank(b)) return rank(a) - rank(b)
  if (typeof a === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b as string))
  return Number(a) - Number(b)
}

/** The rows of an index over `fields`, in order, by comparing values one by one. */
function rowsOf(documents: ReadonlyMap<string, Document>, fields: readonly string[]): readonly Row[] {
  const rows = [...documents].flatMap(([key, document]): readonly Row[] => {
    const lists = fields.map((field) => [
      ...new Set([document[field.replace(':desc', '')] as Scalar | Scalar[]].flat()),
    ])
    const products = lists.reduce<Scalar[][]>(
      (all, list) => all.flatMap((row) => list.map((value) => [...row, value])),
      [[]],
    )
    return products
      .filter((values) => !values.some((value) => value === undefined))
      .map((values) => [values, key, document])
  })
  const order = ([a, aKey]: Row, [b, bKey]: Row): number => {
    const at = fields.findIndex((_, place) => compare(a[place]!, b[place]!) !== 0)
    if (at < 0) return compare(aKey, bKey)
    return compare(a[at]!, b[at]!) * (fields[at]!.endsWith(':desc') ? -1 : 1)
  }
  return rows.toSorted(order)
}

function expected(
  rows: readonly Row[],
  { equals = [], least, most, reverse, skip = 0, limit }: Query,
): readonly Document[] {
  const found = rows.filter(
    ([values]) =>
      equals.every((value, at) => compare(value, values[at]!) === 0) &&
      (least === undefined || compare(least, values[equals.length]!) <= 0) &&
      (most === undefined || compare(values[equals.length]!, most) <= 0),
  )
  return (reverse ? found.toReversed() : found)
    .slice(skip, limit === undefined ? undefined : skip + limit)
    .map((row) => row[2])
}

const number = fc.oneof(
  fc.integer({ min: -3, max: 3 }),
  fc.constantFrom(-0, 0.5, -0.5, 2 ** 40, -(2 ** 53) + 1),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
)
const string = fc.oneof(
  fc.constantFrom('', 'a', 'ab', 'a\0', '\0', '\u0001', 'b', 'é', '\uffee', '🌍'),
  fc.string({ unit: 'binary', maxLength: 6 }),
)
const scalar: fc.Arbitrary<Scalar> = fc.oneof(number, string, fc.boolean())
const value = fc.oneof({ weight: 5, arbitrary: scalar }, { weight: 1, arbitrary: fc.constant(undefined) })

const document = fc.record({ a: value, b: value, c: value, tags: fc.array(scalar, { maxLength: 3 }) })
const key = fc.constantFrom('k', 'kk', 'l', 'é', '🌍', '\uffee', 'm', 'n')
const change = fc.tuple(key, fc.oneof({ weight: 4, arbitrary: document }, { weight: 1, arbitrary: fc.constant(null) }))

const fields = fc
  .tuple(
    fc.shuffledSubarray(['a', 'b', 'c', 'tags'], { minLength: 1 }),
    fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
  )
  .map(([names, descending]) => names.map((name, at) => (descending[at] ? `${name}:desc` : name)))

const cut = fc.record({
  place: fc.nat(),
  depth: fc.nat({ max: 4 }),
  bounds: fc.tuple(fc.option(scalar, { nil: undefined }), fc.option(scalar, { nil: undefined }), fc.boolean()),
  reverse: fc.boolean(),
  skip: fc.nat({ max: 3 }),
  limit: fc.option(fc.nat({ max: 4 }), { nil: undefined }),
})

type Cut = typeof cut extends fc.Arbitrary<infer Value> ? Value : never

/** A query near a row that there is, so that most find something. */
function queryOf(rows: readonly Row[], depths: number, { place, depth, bounds, reverse, skip, limit }: Cut): Query {
  const near = rows.length > 0 ? rows[place % rows.length]![0] : []
  const equals = near.slice(0, Math.min(depth, depths))
  const [least, most, atRow] = equals.length < depths ? bounds : [undefined, undefined, false]
  const lower = atRow ? near[equals.length] : least
  return {
    index: 'index',
    equals,
    reverse,
    skip,
    ...(lower !== undefined && { least: lower }),
    ...(most !== undefined && { most }),
    ...(limit !== undefined && { limit }),
  }
}

const defined = (given: Document | null): Document | null => given && (JSON.parse(JSON.stringify(given)) as Document)

it('finds and counts what comparing values one by one finds, after any commits', { timeout: 60_000 }, async () => {
  let copies = 0
  await fc.assert(
    fc.asyncProperty(
      fields,
      fc.array(fc.array(change, { maxLength: 8 }), { maxLength: 4 }),
      fc.array(cut, { maxLength: 8 }),
      async (index, commits, cuts) => {
        const copy = await store.copy(`copy-${copies++}`, { notes: { index } })
        const model = new Map<string, Document>()
        for (const [at, commit] of commits.entries()) {
          const changes = commit.map(([key, given]): Change => ({ collection: 'notes', key, document: defined(given) }))
          await copy.commit(
            changes,
            changes.map(() => at + 1),
            at + 1,
          )
          for (const { key, document } of changes)
            if (document) model.set(key, document)
            else model.delete(key)
        }
        const rows = rowsOf(model, index)
        for (const query of [{ index: 'index' }, ...cuts.map((cut) => queryOf(rows, index.length, cut))]) {
          expect(await copy.find('notes', query)).toEqual(expected(rows, query))
          expect(await copy.count('notes', query)).toBe(expected(rows, query).length)
        }
        await copy.close()
        await store.drop(copy.name)
      },
    ),
    { numRuns: 150 },
  )
})

it('takes several changes of one document in a commit one after the other', async () => {
  const copy = await store.copy('several', { notes: { index: ['a'] } })
  const changed = (...documents: readonly (Document | null)[]) =>
    documents.map((document): Change => ({ collection: 'notes', key: 'k', document }))
  await copy.commit(changed({ a: 1 }), [1], 1)
  await copy.commit(changed(null, { a: 1, b: 2 }), [2, 3], 3)
  expect(await copy.find('notes', { index: 'index' })).toEqual([{ a: 1, b: 2 }])
  await copy.commit(changed({ a: 2 }, { a: 3 }, null), [4, 5, 6], 6)
  expect(await copy.find('notes', { index: 'index' })).toEqual([])
})
