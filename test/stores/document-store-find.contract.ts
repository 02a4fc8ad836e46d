import assert from 'node:assert/strict'
import { NoSuchIndex, type Copy, type Query, type Scalar } from '../../src/stores/document-store.js'
import type { DocumentStoreCheck } from './document-store.contract.js'
import { copyOf, note, put, remove } from './notes.js'

const RANKS = { d: note({ id: 'd', rank: 3 }), b: note({ id: 'b', rank: 1 }), c: note({ id: 'c', rank: 2 }) }

/** Ids of what is found, after `count` has agreed. */
async function ids(copy: Copy, query: Query): Promise<readonly unknown[]> {
  const found = await copy.find('notes', query)
  assert.equal(await copy.count('notes', query), found.length)
  return found.map(({ id }) => id)
}

/** Stores a note per value, last one first, and expects them in the order given here. */
async function ordered(copy: Copy, field: string, values: readonly Scalar[]): Promise<void> {
  const notes = values.map((value, at) => [`key-${values.length - at}`, note({ [field]: value })] as const)
  await put(copy, 1, Object.fromEntries(notes.toReversed()))
}

export const findChecks: readonly DocumentStoreCheck[] = [
  {
    name: 'find follows the fields of the index, the descending ones too',
    async run(open) {
      const copy = await copyOf(await open())
      await put(copy, 1, {
        a: note({ id: 'a', room: 'two', rank: 1 }),
        b: note({ id: 'b', room: 'one', rank: 2, at: 1 }),
        c: note({ id: 'c', room: 'one', rank: 2, at: 5 }),
        d: note({ id: 'd', room: 'one', rank: 1 }),
      })
      assert.deepEqual(await ids(copy, { index: 'byRoom' }), ['d', 'c', 'b', 'a'])
      assert.deepEqual(await ids(copy, { index: 'byRoom', equals: ['one', 2] }), ['c', 'b'])
      assert.deepEqual(await ids(copy, { index: 'byRoom', equals: ['one', 2, 5] }), ['c'])
    },
  },
  {
    name: 'what is equal in the index comes by key',
    async run(open) {
      const copy = await copyOf(await open())
      await put(copy, 1, { b: note({ id: 'b' }), a: note({ id: 'a' }), ab: note({ id: 'ab' }) })
      assert.deepEqual(await ids(copy, { index: 'byRoom' }), ['a', 'ab', 'b'])
      assert.deepEqual(await ids(copy, { index: 'byRoom', reverse: true }), ['b', 'ab', 'a'])
    },
  },
  {
    name: 'least and most are inclusive, by value',
    async run(open) {
      const copy = await copyOf(await open())
      await put(copy, 1, RANKS)
      const range = { index: 'byRoom', equals: ['room'] }
      assert.deepEqual(await ids(copy, { ...range, least: 2 }), ['c', 'd'])
      assert.deepEqual(await ids(copy, { ...range, most: 2 }), ['b', 'c'])
      assert.deepEqual(await ids(copy, { ...range, least: 1.5, most: 2 }), ['c'])
      assert.deepEqual(await ids(copy, { ...range, least: 3, most: 1 }), [])
    },
  },
  {
    name: 'least and most are by value in a descending field too',
    async run(open) {
      const copy = await copyOf(await open())
      const values = { a: note({ id: 'a', value: 1 }), b: note({ id: 'b', value: 2 }), c: note({ id: 'c', value: 3 }) }
      await put(copy, 1, values)
      assert.deepEqual(await ids(copy, { index: 'byValue', least: 2 }), ['c', 'b'])
      assert.deepEqual(await ids(copy, { index: 'byValue', most: 2 }), ['b', 'a'])
      assert.deepEqual(await ids(copy, { index: 'byValue', least: 1, most: 2, reverse: true }), ['a', 'b'])
    },
  },
  {
    name: 'reverse, skip and limit cut the ordered range',
    async run(open) {
      const copy = await copyOf(await open())
      await put(copy, 1, RANKS)
      const range = { index: 'byRoom', equals: ['room'] }
      assert.deepEqual(await ids(copy, { ...range, limit: 2 }), ['b', 'c'])
      assert.deepEqual(await ids(copy, { ...range, skip: 1, limit: 1 }), ['c'])
      assert.deepEqual(await ids(copy, { ...range, reverse: true, limit: 2 }), ['d', 'c'])
      assert.deepEqual(await ids(copy, { ...range, reverse: true, skip: 1, most: 2 }), ['b'])
      assert.deepEqual(await ids(copy, { ...range, skip: 3 }), [])
      assert.deepEqual(await ids(copy, { ...range, limit: 0 }), [])
    },
  },
  {
    name: 'a document is found under each value of an array, once',
    async run(open) {
      const copy = await copyOf(await open())
      await put(copy, 1, {
        a: note({ id: 'a', rank: 2, tags: ['x', 'y', 'x'] }),
        b: note({ id: 'b', rank: 1, tags: ['x'] }),
        c: note({ id: 'c', tags: [] }),
      })
      assert.deepEqual(await ids(copy, { index: 'byTag', equals: ['x'] }), ['b', 'a'])
      assert.deepEqual(await ids(copy, { index: 'byTag', equals: ['y'], least: 2 }), ['a'])
      await put(copy, 2, { a: note({ id: 'a', rank: 2, tags: ['y', 'z'] }) })
      assert.deepEqual(await ids(copy, { index: 'byTag', equals: ['x'] }), ['b'])
      assert.deepEqual(await ids(copy, { index: 'byTag', equals: ['y'] }), ['a'])
      assert.deepEqual(await ids(copy, { index: 'byTag', equals: ['z'] }), ['a'])
    },
  },
  {
    name: 'a document that lacks a field of the index, or has null there, is not found by it',
    async run(open) {
      const copy = await copyOf(await open())
      await put(copy, 1, { a: note({ id: 'a', value: 1 }), b: note({ id: 'b' }), c: note({ id: 'c', value: null }) })
      assert.deepEqual(await ids(copy, { index: 'byValue' }), ['a'])
      await put(copy, 2, { a: note({ id: 'a' }) })
      assert.deepEqual(await ids(copy, { index: 'byValue' }), [])
    },
  },
  {
    name: 'a changed document is found under its new values only',
    async run(open) {
      const copy = await copyOf(await open())
      await put(copy, 1, RANKS)
      await put(copy, 2, { b: note({ id: 'b', rank: 9 }), c: note({ id: 'c', room: 'elsewhere', rank: 2 }) })
      assert.deepEqual(await ids(copy, { index: 'byRoom', equals: ['room'] }), ['d', 'b'])
      assert.deepEqual(await ids(copy, { index: 'byRoom', equals: ['elsewhere'] }), ['c'])
    },
  },
  {
    name: 'a removed document is found nowhere, and again when it comes back',
    async run(open) {
      const copy = await copyOf(await open())
      await put(copy, 1, RANKS)
      await remove(copy, 2, 'c')
      assert.deepEqual(await copy.get('notes', ['c']), [undefined])
      assert.deepEqual(await ids(copy, { index: 'byRoom' }), ['b', 'd'])
      await put(copy, 3, RANKS)
      assert.deepEqual(await ids(copy, { index: 'byRoom' }), ['b', 'c', 'd'])
    },
  },
  {
    name: 'strings sort by their UTF-8, the empty one first, a prefix before what is longer',
    async run(open) {
      const copy = await copyOf(await open())
      const texts = ['', '\u0001', ' ', 'A', 'a', 'a\u0001', 'a b', 'aa', 'b', 'é', '世', '\uffee', '🌍']
      await ordered(copy, 'text', texts)
      assert.deepEqual(
        (await copy.find('notes', { index: 'byText' })).map(({ text }) => text),
        texts,
      )
      assert.equal(await copy.count('notes', { index: 'byText', equals: ['a'] }), 1)
      assert.equal(await copy.count('notes', { index: 'byText', least: 'a', most: 'aa' }), 4)
    },
  },
  {
    name: 'numbers sort by value, booleans false first',
    async run(open) {
      const store = await open()
      const copy = await copyOf(store)
      const values = [2 ** 53 - 1, 4294967296, 10, 2.5, 2, 0.1, 0, -0.1, -1, -10, 1 - 2 ** 53]
      await ordered(copy, 'value', values)
      assert.deepEqual(
        (await copy.find('notes', { index: 'byValue' })).map(({ value }) => value),
        values,
      )
      assert.equal(await copy.count('notes', { index: 'byValue', least: -1, most: 2 }), 5)
      const flags = await copyOf(store, 'flags')
      await ordered(flags, 'value', [true, false])
      assert.deepEqual(
        (await flags.find('notes', { index: 'byValue' })).map(({ value }) => value),
        [true, false],
      )
      assert.equal(await flags.count('notes', { index: 'byValue', equals: [false] }), 1)
    },
  },
  {
    name: 'a query that no index serves throws',
    async run(open) {
      const copy = await copyOf(await open())
      const refused = async (query: Query) => {
        await assert.rejects(async () => copy.find('notes', query), NoSuchIndex)
        await assert.rejects(async () => copy.count('notes', query), NoSuchIndex)
      }
      await refused({ index: 'byNothing' })
      await refused({ index: 'byText', equals: ['a', 'b'] })
      await refused({ index: 'byText', equals: ['a'], least: 'b' })
      await refused({ index: 'byName' })
    },
  },
]
