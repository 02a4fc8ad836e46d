import type { Copy, Document, DocumentStore, Indexes } from '../../src/stores/document-store.js'

/** What the checks of document stores store. */
export const NOTES = {
  notes: { byRoom: ['room', 'rank', 'at:desc'], byTag: ['tags', 'rank'], byText: ['text'], byValue: ['value:desc'] },
  other: { byName: ['name'] },
} satisfies Record<string, Indexes>

export const note = (fields: Document): Document => ({ room: 'room', rank: 0, at: 0, ...fields })

export const copyOf = (store: DocumentStore, name = 'first'): Promise<Copy> => store.copy(name, NOTES)

export async function get(copy: Copy, key: string): Promise<Document | undefined> {
  return (await copy.get('notes', [key]))[0]
}

/** Commits notes by key, all at one position. */
export function put(copy: Copy, position: number, notes: Readonly<Record<string, Document>>): Promise<void> {
  const changes = Object.entries(notes).map(([key, document]) => ({ collection: 'notes', key, document }))
  return copy.commit(
    changes,
    changes.map(() => position),
    position,
  )
}

export const remove = (copy: Copy, position: number, key: string): Promise<void> =>
  copy.commit([{ collection: 'notes', key, document: null }], [position], position)
