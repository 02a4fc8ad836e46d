/** Plain JSON. Every document of a collection has the fields that its readers expect, and a key of its own. */
export type Document = Readonly<Record<string, unknown>>

export type Scalar = string | number | boolean

/**
 * Declared indexes of a collection: name → fields in order, `'level:desc'` for descending. At most one field may hold an array
 * (the document is then found under each of its values; a query names one of them in `equals`). A document that lacks one of the fields,
 * or has null there, is not in that index. Values of one field are of one type: strings sort by their UTF-8, numbers by value, false before true.
 * Ties are ordered by key. None is unique.
 */
export type Indexes = Readonly<Record<string, readonly string[]>>

/** Documents by one declared index, in the order of that index. */
export interface Query {
  readonly index: string
  /** Values of the first fields of the index. */
  readonly equals?: readonly Scalar[]
  /** Bounds, inclusive, of the field behind `equals`, by value (whatever the direction of the index). */
  readonly least?: Scalar
  readonly most?: Scalar
  /** Against the order of the index. */
  readonly reverse?: boolean
  readonly skip?: number
  readonly limit?: number
}

/** The new state of one document; `null` removes it. */
export interface Change {
  readonly collection: string
  readonly key: string
  readonly document: Document | null
  /** The document as it stands (`null`: there is none), where the caller has just read it and changes it once in this commit: spares a read. */
  readonly before?: Document | null
}

/** A document as it stands, and how much of the log is in it. */
export interface Loaded {
  /** undefined: there is none, or none any more. */
  readonly document: Document | undefined
  /** Position of the last event folded into it, or that removed it; 0 where the checkpoint says it all. */
  readonly applied: number
}

/** A query that no declared index serves. */
export class NoSuchIndex extends Error {}

/** Another process has dropped the copy, or left a collection of it: what is committed there reaches nobody. */
export class CopyGone extends Error {}

/** A new copy's name says how much of the log there was when its building began. */
export const nameOfCopy = (head: number): string => `from-${head}-${crypto.randomUUID().slice(0, 8)}`
export const COPY_NAME = /^from-(\d+)-[\da-f]{8}$/
export const beginningOf = (copy: string): number => Number(COPY_NAME.exec(copy)?.[1] ?? 0)

/** One set of collections with one checkpoint: what the log's events up to there made of them. */
export interface Copy {
  readonly name: string
  /** Position of the last event whose effect is visible; survives a crash together with that effect. 0 at first. */
  readonly checkpoint: number
  /**
   * Collections of which the checkpoint says nothing any more, as it was last read or committed: they are folded in another copy. None where
   * one process alone opens the store.
   */
  readonly left: readonly string[]
  /** Reads the checkpoint and `left` again, which another process may have changed. @throws StoreUnavailable where the copy is dropped by another one */
  refresh(): Promise<number>
  /** Documents by key, in the order of the keys asked for; undefined where there is none. */
  get(collection: string, keys: readonly string[]): Promise<readonly (Document | undefined)[]>
  /**
   * As get, for who folds events into them: a commit that was cut short, or another process, may have put events above the checkpoint
   * into some documents; folding these in again would double them.
   */
  load(collection: string, keys: readonly string[]): Promise<readonly Loaded[]>
  /** @throws NoSuchIndex */
  find(collection: string, query: Query): Promise<readonly Document[]>
  /** As find, but only how many there are. */
  count(collection: string, query: Query): Promise<number>
  /**
   * Makes all changes and the checkpoint visible; after a crash at any moment nothing of it is lost or doubled once the events behind
   * the stored checkpoint are applied again. `applied[i]` is the position of the last event folded into `changes[i]`.
   * A commit that comes again, or late, changes nothing: neither documents that later events have changed nor the checkpoint go back.
   * Resolves when readers see it; a power cut may then still take it back, as a whole. One commit at a time.
   * @throws RangeError for a key, or the indexed values of a document, of more than 1,900 bytes together: nothing is stored.
   * @throws CopyGone
   */
  commit(changes: readonly Change[], applied: readonly number[], checkpoint: number): Promise<void>
  /** All documents of a collection by key, in runs, as of one moment where the store can. */
  scan(collection: string): AsyncIterable<readonly (readonly [key: string, document: Document])[]>
  /** Flushes and frees this copy; readers get StoreUnavailable afterwards. */
  close(): Promise<void>
}

/** Keeps the read models: a cache that can be rebuilt from the log, in named copies. */
export interface DocumentStore {
  /** Opens the copy of this name; makes it, its collections and their indexes where they are missing. A damaged one is begun anew. */
  copy(name: string, collections: Readonly<Record<string, Indexes>>): Promise<Copy>
  /** Collection → name of the copy that serves it. */
  pointers(): Promise<Readonly<Record<string, string>>>
  /** Points these collections at a copy, all at once and durably. */
  point(collections: readonly string[], copy: string): Promise<void>
  /**
   * Tells other processes, durably and for ever, that these collections are folded in this copy no further: to be done before the first commit
   * without them, to this copy or to the one that serves them now. Nothing where there is no such copy.
   */
  leave(copy: string, collections: readonly string[]): Promise<void>
  /** Names of the copies that exist, also in part. */
  copies(): Promise<readonly string[]>
  /** Removes a copy that is not open. Nothing where there is none. */
  drop(copy: string): Promise<void>
  close(): Promise<void>
}
