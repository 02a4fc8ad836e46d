import type { Change, Copy, DocumentStore, Indexes, Query } from '../../src/stores/document-store.js'

export type Open = () => Promise<DocumentStore>

type Lie<T> = (honest: T) => Partial<T>

/** The honest one with some members replaced; getters stay getters. */
const lying = <T extends object>(honest: T, lie: Partial<T>): T =>
  new Proxy(honest, {
    get(target, member) {
      if (member in lie) return lie[member as keyof T]
      const value: unknown = Reflect.get(target, member)
      return typeof value === 'function' ? (value.bind(target) as unknown) : value
    },
  })

export const inStore =
  (lie: Lie<DocumentStore>) =>
  (open: Open): Open =>
  async () => {
    const store = await open()
    return lying(store, lie(store))
  }

export const inCopy = (lie: Lie<Copy>) =>
  inStore((store) => ({
    async copy(name, collections) {
      const copy = await store.copy(name, collections)
      return lying(copy, lie(copy))
    },
  }))

export const inFind = (lie: (query: Query) => Query) =>
  inCopy((copy) => ({
    find: (collection, query) => copy.find(collection, lie(query)),
    count: (collection, query) => copy.count(collection, lie(query)),
  }))

export const inChanges = (lie: (changes: readonly Change[]) => readonly Change[]) =>
  inCopy((copy) => ({
    commit: (changes, applied, checkpoint) => copy.commit(lie(changes), applied, checkpoint),
  }))

export const inDeclared = (lie: (indexes: Indexes) => Indexes) =>
  inStore((store) => ({
    copy: (name, collections) =>
      store.copy(name, Object.fromEntries(Object.entries(collections).map(([key, indexes]) => [key, lie(indexes)]))),
  }))
