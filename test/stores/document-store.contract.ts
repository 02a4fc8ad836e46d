import assert from 'node:assert/strict'
import type { DocumentStore } from '../../src/stores/document-store.js'
import { StoreUnavailable } from '../../src/stores/event-store.js'
import { findChecks } from './document-store-find.contract.js'
import { copyOf, get, NOTES, note, put, remove } from './notes.js'

/** `open` gives a store on the same data each time it is called; only one is open at a time. */
export interface DocumentStoreCheck {
  readonly name: string
  readonly run: (open: () => Promise<DocumentStore>) => Promise<void>
}

const storing: readonly DocumentStoreCheck[] = [
  {
    name: 'a new copy is empty and stands at 0',
    async run(open) {
      const copy = await copyOf(await open())
      assert.equal(copy.name, 'first')
      assert.equal(copy.checkpoint, 0)
      assert.deepEqual(await copy.get('notes', ['a']), [undefined])
      assert.deepEqual(await copy.find('notes', { index: 'byRoom' }), [])
    },
  },
  {
    name: 'get answers in the order of the keys, with undefined where there is none',
    async run(open) {
      const copy = await copyOf(await open())
      await put(copy, 1, { a: note({ rank: 1 }), b: note({ rank: 2 }) })
      const ranks = (await copy.get('notes', ['b', 'nobody', 'a', 'b'])).map((found) => found?.rank)
      assert.deepEqual(ranks, [2, undefined, 1, 2])
    },
  },
  {
    name: 'a document comes back as it was given',
    async run(open) {
      const copy = await copyOf(await open())
      const given = note({
        content: { text: 'Grüße, 世界 🌍 \0 "\\"', list: [1, [], {}, null], deep: { yes: true, half: -0.5 } },
        most: Number.MAX_SAFE_INTEGER,
        least: Number.MIN_SAFE_INTEGER,
        none: null,
        empty: '',
      })
      await put(copy, 1, { 'ключ 鍵 🔑': given })
      assert.deepEqual(await get(copy, 'ключ 鍵 🔑'), given)
    },
  },
  {
    name: 'a commit shows its changes and its checkpoint when it resolves',
    async run(open) {
      const copy = await copyOf(await open())
      for (let position = 1; position <= 20; position++) {
        await put(copy, position, { a: note({ rank: position }) })
        assert.equal((await get(copy, 'a'))?.rank, position)
        assert.equal(copy.checkpoint, position)
      }
    },
  },
  {
    name: 'documents, indexes and checkpoint outlive the store',
    async run(open) {
      const store = await open()
      await put(await copyOf(store), 7, { a: note({ rank: 1 }), b: note({ rank: 2 }) })
      await store.close()
      const copy = await copyOf(await open())
      assert.equal(copy.checkpoint, 7)
      assert.equal((await get(copy, 'a'))?.rank, 1)
      assert.equal(await copy.count('notes', { index: 'byRoom', equals: ['room'] }), 2)
    },
  },
  {
    name: 'a commit that is repeated changes nothing',
    async run(open) {
      const copy = await copyOf(await open())
      await put(copy, 5, { a: note({ rank: 1 }), b: note({ rank: 1 }) })
      await put(copy, 9, { a: note({ rank: 2 }) })
      await remove(copy, 10, 'b')
      await remove(copy, 10, 'b')
      await put(copy, 5, { a: note({ rank: 1 }), b: note({ rank: 1 }) })
      assert.equal(copy.checkpoint, 10)
      assert.deepEqual(await copy.find('notes', { index: 'byRoom' }), [note({ rank: 2 })])
      assert.deepEqual(await copy.get('notes', ['b']), [undefined])
    },
  },
  {
    name: 'a commit that cannot be stored whole is not stored at all',
    async run(open) {
      const copy = await copyOf(await open())
      await put(copy, 1, { a: note({ rank: 1 }), b: note({ rank: 2 }) })
      const tooLong = put(copy, 2, { a: note({ rank: 7 }), c: note({ text: 'x'.repeat(10_000) }) })
      await assert.rejects(tooLong, RangeError)
      assert.deepEqual(await copy.get('notes', ['a', 'c']), [note({ rank: 1 }), undefined])
      assert.equal(copy.checkpoint, 1)
      await put(copy, 2, { a: note({ rank: 3 }) })
      assert.deepEqual(
        (await copy.find('notes', { index: 'byRoom' })).map(({ rank }) => rank),
        [2, 3],
      )
    },
  },
  {
    name: 'a commit without changes moves the checkpoint',
    async run(open) {
      const store = await open()
      await put(await copyOf(store), 3, {})
      await store.close()
      assert.equal((await copyOf(await open())).checkpoint, 3)
    },
  },
  {
    name: 'a commit of thousands of changes is whole',
    async run(open) {
      const copy = await copyOf(await open())
      const keys = Array.from({ length: 3000 }, (_, at) => `key-${at}`)
      await put(copy, 1, Object.fromEntries(keys.map((key, rank) => [key, note({ rank })])))
      assert.equal(await copy.count('notes', { index: 'byRoom', equals: ['room'] }), 3000)
      assert.deepEqual(
        (await copy.get('notes', keys)).map((found) => found?.rank),
        [...keys.keys()],
      )
    },
  },
  {
    name: 'scan gives every document of one collection once',
    async run(open) {
      const copy = await copyOf(await open())
      const documents = Object.fromEntries(Array.from({ length: 1200 }, (_, at) => [`key-${at}`, note({ rank: at })]))
      await put(copy, 1, documents)
      await copy.commit([{ collection: 'other', key: 'x', document: { name: 'x' } }], [2], 2)
      await remove(copy, 3, 'key-7')
      const seen = []
      for await (const run of copy.scan('notes')) seen.push(...run)
      const { 'key-7': _, ...expected } = documents
      assert.equal(seen.length, 1199)
      assert.deepEqual(Object.fromEntries(seen), expected)
    },
  },
]

const copies: readonly DocumentStoreCheck[] = [
  {
    name: 'copies are apart',
    async run(open) {
      const store = await open()
      const [first, second] = [await copyOf(store, 'first'), await copyOf(store, 'second')]
      await put(first, 5, { a: note({ rank: 1 }) })
      await put(second, 2, { b: note({ rank: 2 }) })
      assert.deepEqual([first.checkpoint, second.checkpoint], [5, 2])
      assert.deepEqual(await second.get('notes', ['a', 'b']), [undefined, note({ rank: 2 })])
      assert.deepEqual(await first.find('notes', { index: 'byRoom' }), [note({ rank: 1 })])
      assert.deepEqual([...(await store.copies())].sort(), ['first', 'second'])
    },
  },
  {
    name: 'a dropped copy is gone and begins anew',
    async run(open) {
      const store = await open()
      const kept = await copyOf(store, 'kept')
      await put(kept, 1, { a: note({}) })
      const copy = await copyOf(store)
      await put(copy, 5, { a: note({}) })
      await copy.close()
      await store.drop('first')
      await store.drop('never made')
      assert.deepEqual(await store.copies(), ['kept'])
      const anew = await copyOf(store)
      assert.equal(anew.checkpoint, 0)
      assert.deepEqual(await anew.find('notes', { index: 'byRoom' }), [])
      assert.deepEqual(await get(anew, 'a'), undefined)
      assert.deepEqual(await get(kept, 'a'), note({}))
    },
  },
  {
    name: 'a closed copy refuses readers and can be opened again',
    async run(open) {
      const store = await open()
      const copy = await copyOf(store)
      await put(copy, 5, { a: note({}) })
      await copy.close()
      await assert.rejects(async () => copy.get('notes', ['a']), StoreUnavailable)
      await assert.rejects(async () => copy.find('notes', { index: 'byRoom' }), StoreUnavailable)
      assert.deepEqual(await get(await copyOf(store), 'a'), note({}))
    },
  },
  {
    name: 'an index that is declared later holds the older documents, and one left out for a while is whole again',
    async run(open) {
      const store = await open()
      const before = await store.copy('first', { notes: { byRank: ['rank'] } })
      await put(before, 1, { a: note({ rank: 1, tags: ['x'] }), b: note({ rank: 2 }) })
      await before.close()
      const later = await copyOf(store)
      assert.deepEqual(await later.find('notes', { index: 'byTag', equals: ['x'] }), [note({ rank: 1, tags: ['x'] })])
      await later.close()
      const without = await store.copy('first', { notes: { byRank: ['rank'] } })
      await remove(without, 2, 'a')
      await without.close()
      const again = await store.copy('first', { notes: { ...NOTES.notes, byRank: ['rank:desc'] } })
      assert.deepEqual(await again.find('notes', { index: 'byTag', equals: ['x'] }), [])
      await put(again, 3, { c: note({ rank: 3 }) })
      assert.deepEqual(
        (await again.find('notes', { index: 'byRank' })).map((found) => found.rank),
        [3, 2],
      )
    },
  },
  {
    name: 'pointers move together, leave the others alone, and outlive the store',
    async run(open) {
      const store = await open()
      assert.deepEqual(await store.pointers(), {})
      await store.point(['notes', 'other'], 'first')
      await Promise.all([store.point(['notes'], 'second'), store.point(['third'], 'second')])
      const expected = { notes: 'second', other: 'first', third: 'second' }
      assert.deepEqual(await store.pointers(), expected)
      await store.close()
      assert.deepEqual(await (await open()).pointers(), expected)
    },
  },
]

export const documentStoreChecks: readonly DocumentStoreCheck[] = [...storing, ...findChecks, ...copies]
