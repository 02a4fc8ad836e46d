import type { EventType, RecordedOf } from '../domain/events.js'
import type { Indexes } from '../stores/document-store.js'

/** A document key and the fold of the old document into the new one; `null` removes it, the same object leaves it as it is. */
export type Effect<D> = readonly [key: string, fold: (document: D | undefined) => D | null | undefined]

/** Per event type: which documents change, and how. Pure. */
export type Handlers<D> = {
  readonly [T in EventType]?: (event: RecordedOf<T>) => readonly Effect<D>[]
}

/** A read model: one collection. `any` is asked for every event. */
export interface Projection<D extends object> {
  readonly name: string
  /** Raised when folds or indexes change: a new copy is built beside the live one. */
  readonly version: number
  readonly indexes: Indexes
  readonly on: Handlers<D>
  readonly any?: (event: RecordedOf<EventType>) => readonly Effect<D>[]
}

/** Names the document type of a read model. */
export const projection = <D extends object>(definition: Projection<D>): Projection<D> => definition

/** Sets fields of a document that is there. */
export const patch =
  <D extends object>(fields: Partial<NoInfer<D>>) =>
  (document: D | undefined): D | undefined =>
    document === undefined ? undefined : { ...document, ...fields }
