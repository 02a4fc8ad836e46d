import type { Query } from '../stores/document-store.js'
import type { Projection } from './projection.js'

/** The read models as they serve now. */
export interface Models {
  /** Position up to which readers see everything. */
  readonly position: number
  /** Documents by key, aligned with the keys; undefined where there is none. */
  get<D extends object>(model: Projection<D>, keys: readonly string[]): Promise<readonly (D | undefined)[]>
  /** By a declared index, in its order. */
  find<D extends object>(model: Projection<D>, query: Query): Promise<readonly D[]>
  count<D extends object>(model: Projection<D>, query: Query): Promise<number>
  /** Whether events of this document, or of the stream that makes it, could not be folded: it is not the whole truth (G11). */
  isParked<D extends object>(model: Projection<D>, key: string, stream: string): boolean
  /** Resolves when readers see everything up to `position`; false when that took longer than `ms` (2,000). */
  waitFor(position: number, ms?: number): Promise<boolean>
}

/** One document by key. */
export const one = async <D extends object>(
  models: Models,
  model: Projection<D>,
  key: string,
): Promise<D | undefined> => (await models.get(model, [key]))[0]
