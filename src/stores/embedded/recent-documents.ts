import type { Document } from '../document-store.js'

const MOST = 10_000

/**
 * The documents written last (null: removed), so that a commit finds the index entries to take away without reading and decoding what it wrote
 * a moment ago. Only right in the one process that writes a copy.
 */
export interface RecentDocuments {
  get(key: string): Document | null | undefined
  set(key: string, document: Document | null): void
  clear(): void
}

export function recentDocuments(): RecentDocuments {
  const documents = new Map<string, Document | null>()
  return {
    get: (key) => documents.get(key),
    set(key, document) {
      documents.delete(key)
      documents.set(key, document)
      if (documents.size > MOST) documents.delete(documents.keys().next().value!)
    },
    clear: () => documents.clear(),
  }
}
