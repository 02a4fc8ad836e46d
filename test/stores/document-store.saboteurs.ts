import type { Copy, Document, Query } from '../../src/stores/document-store.js'
import { inChanges, inCopy, inDeclared, inFind, inStore, type Open } from './document-store.lies.js'

/** A store that breaks one guarantee, and the check that must notice. */
export interface DocumentStoreSaboteur {
  readonly name: string
  readonly caughtBy: string
  readonly sabotage: (open: Open) => Open
}

const without = (query: Query, bound: 'least' | 'most' | 'reverse' | 'skip' | 'limit'): Query => {
  const { [bound]: _, ...rest } = query
  return rest
}

const firstValues = (document: Document): Document =>
  Object.fromEntries(
    Object.entries(document).map(([name, value]) => [name, name === 'tags' ? [value].flat().slice(0, 1) : value]),
  )

export const documentStoreSaboteurs: readonly DocumentStoreSaboteur[] = [
  {
    name: 'forgets the checkpoint',
    caughtBy: 'documents, indexes and checkpoint outlive the store',
    sabotage: inCopy((copy) => ({ commit: (changes, applied) => copy.commit(changes, applied, 0) })),
  },
  {
    name: 'loses the last change of a commit',
    caughtBy: 'a commit of thousands of changes is whole',
    sabotage: inChanges((changes) => changes.slice(0, -1)),
  },
  {
    name: 'stores what it can of a commit',
    caughtBy: 'a commit that cannot be stored whole is not stored at all',
    sabotage: inCopy((copy) => ({
      async commit(changes, applied, checkpoint) {
        for (const [at, change] of changes.entries()) await copy.commit([change], [applied[at]!], checkpoint)
      },
    })),
  },
  {
    name: 'commits later than it says',
    caughtBy: 'a commit shows its changes and its checkpoint when it resolves',
    sabotage: inCopy((copy) => {
      let last = Promise.resolve()
      return {
        async commit(...commit) {
          last = last.then(() => copy.commit(...commit))
        },
        close: () => last.then(() => copy.close()),
      }
    }),
  },
  {
    name: 'keeps the index entries of removed documents',
    caughtBy: 'a removed document is found nowhere, and again when it comes back',
    sabotage: inCopy((copy) => {
      const removed = new Map<string, Document>()
      return {
        async commit(changes, applied, checkpoint) {
          for (const { key, document, collection } of changes) {
            const [before] = await copy.get(collection, [key])
            if (!document && before) removed.set(key, before)
          }
          await copy.commit(changes, applied, checkpoint)
        },
        find: async (collection, query) => [...(await copy.find(collection, query)), ...removed.values()],
      }
    }),
  },
  {
    name: 'finds in the order of the keys',
    caughtBy: 'find follows the fields of the index, the descending ones too',
    sabotage: inCopy((copy) => ({
      find: async (collection, query) =>
        (await copy.find(collection, query)).toSorted((a, b) => (String(a['id']) < String(b['id']) ? -1 : 1)),
    })),
  },
  {
    name: 'sorts descending fields upwards',
    caughtBy: 'find follows the fields of the index, the descending ones too',
    sabotage: inDeclared((indexes) =>
      Object.fromEntries(
        Object.entries(indexes).map(([name, fields]) => [name, fields.map((field) => field.replace(':desc', ''))]),
      ),
    ),
  },
  {
    name: 'ignores the lower bound',
    caughtBy: 'least and most are inclusive, by value',
    sabotage: inFind((query) => without(query, 'least')),
  },
  {
    name: 'takes the upper bound as exclusive',
    caughtBy: 'least and most are inclusive, by value',
    sabotage: inFind(({ most, ...query }) => (typeof most === 'number' ? { ...query, most: most - 0.001 } : query)),
  },
  {
    name: 'takes bounds of a descending field the other way round',
    caughtBy: 'least and most are by value in a descending field too',
    sabotage: inFind(({ least, most, ...query }) =>
      query.index !== 'byValue'
        ? query
        : { ...query, ...(most !== undefined && { least: most }), ...(least !== undefined && { most: least }) },
    ),
  },
  {
    name: 'gives one too many',
    caughtBy: 'reverse, skip and limit cut the ordered range',
    sabotage: inFind((query) => (query.limit === undefined ? query : { ...query, limit: query.limit + 1 })),
  },
  {
    name: 'does not reverse',
    caughtBy: 'reverse, skip and limit cut the ordered range',
    sabotage: inFind((query) => without(query, 'reverse')),
  },
  {
    name: 'does not skip',
    caughtBy: 'reverse, skip and limit cut the ordered range',
    sabotage: inFind((query) => without(query, 'skip')),
  },
  {
    name: 'counts without the limit',
    caughtBy: 'reverse, skip and limit cut the ordered range',
    sabotage: inCopy((copy) => ({ count: (collection, query) => copy.count(collection, without(query, 'limit')) })),
  },
  {
    name: 'finds arrays under their first value only',
    caughtBy: 'a document is found under each value of an array, once',
    sabotage: inChanges((changes) =>
      changes.map((change) => ({ ...change, document: change.document && firstValues(change.document) })),
    ),
  },
  {
    name: 'takes null for a value',
    caughtBy: 'a document that lacks a field of the index, or has null there, is not found by it',
    sabotage: inChanges((changes) =>
      changes.map((change) =>
        change.document?.['value'] === null ? { ...change, document: { ...change.document, value: 0 } } : change,
      ),
    ),
  },
  {
    name: 'drops missing documents from an answer',
    caughtBy: 'get answers in the order of the keys, with undefined where there is none',
    sabotage: inCopy((copy) => ({
      get: async (collection, keys) => (await copy.get(collection, keys)).filter((document) => document !== undefined),
    })),
  },
  {
    name: 'mixes copies',
    caughtBy: 'copies are apart',
    sabotage: (open) => {
      const shared = new Map<string, Promise<Copy>>()
      return inStore((store) => ({
        copy(_name, collections) {
          if (!shared.has('one')) shared.set('one', store.copy('one', collections))
          return shared.get('one')!
        },
      }))(open)
    },
  },
  {
    name: 'does not drop',
    caughtBy: 'a dropped copy is gone and begins anew',
    sabotage: inStore(() => ({ drop: async () => {} })),
  },
  {
    name: 'keeps pointers in memory',
    caughtBy: 'pointers move together, leave the others alone, and outlive the store',
    sabotage: inStore(() => {
      let pointers: Readonly<Record<string, string>> = {}
      return {
        pointers: async () => pointers,
        async point(collections, copy) {
          pointers = { ...pointers, ...Object.fromEntries(collections.map((collection) => [collection, copy])) }
        },
      }
    }),
  },
  {
    name: 'applies an old commit again',
    caughtBy: 'a commit that is repeated changes nothing',
    sabotage: inCopy((copy) => ({
      commit(changes, applied, checkpoint) {
        const newer = copy.checkpoint + 1
        return copy.commit(
          changes,
          applied.map((position) => Math.max(position, newer)),
          Math.max(checkpoint, copy.checkpoint),
        )
      },
    })),
  },
  {
    name: 'answers by any index',
    caughtBy: 'a query that no index serves throws',
    sabotage: inCopy(() => ({ find: async () => [], count: async () => 0 })),
  },
  {
    name: 'answers after its end',
    caughtBy: 'a closed copy refuses readers and can be opened again',
    sabotage: inCopy(() => ({ get: async () => [] })),
  },
  {
    name: 'scans the first run only',
    caughtBy: 'scan gives every document of one collection once',
    sabotage: inCopy((copy) => ({
      async *scan(collection) {
        for await (const run of copy.scan(collection)) {
          yield run
          return
        }
      },
    })),
  },
]
