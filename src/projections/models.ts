import { Rejection, type Recorded } from '../domain/decision.js'
import type { AnyEvent } from '../domain/events.js'
import type { Copy, Query } from '../stores/document-store.js'
import { StoreUnavailable } from '../stores/event-store.js'
import type { AnyProjection } from './apply.js'
import { collectionOf } from './apply.js'
import type { Parked } from './parking.js'
import { parkedStream } from './parking.js'
import type { Projection } from './projection.js'

/** The read models as they serve now. */
export interface Models {
  /** Position up to which readers see everything. */
  readonly position: number
  /** As `position`, as of now: another process may be ahead of this one. */
  stored(): Promise<number>
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

type Events = readonly Recorded<AnyEvent>[]

/** Told of what the log brings, each event once, in order. */
export interface Taken {
  /** As soon as this process knows of it. */
  readonly received: (events: Events) => void
  /** Right after readers see it, before `position` tells of it, or anybody who waits for it: frames leave here. */
  readonly visible: (events: Events) => Promise<void>
}

/** The read models and the log behind them, followed by this process. */
export interface Feed extends Models {
  /** Resolves when the read models can serve. */
  open(): Promise<void>
  /** Goes on with what comes; tells `failed` of what cannot be survived. */
  follow(taken: Taken, failed: (error: unknown) => void): void
  /** What could not be folded, in all copies that serve. */
  parked(): readonly Parked[]
  close(): Promise<void>
}

/** What is read of a store. @throws Rejection `unavailable` where the store is away */
export const reached = <T>(reading: Promise<T>): Promise<T> =>
  reading.catch((error: unknown) => {
    throw error instanceof StoreUnavailable ? new Rejection('unavailable') : error
  })

/** The copies that serve at this moment. */
interface Copies {
  copyOf(model: Pick<AnyProjection, 'name'>): Copy
  isParked(collection: string, key: string): boolean
}

/** What the read models tell. @throws Rejection `unavailable` where the store is away */
export class Reading {
  constructor(private readonly copies: Copies) {}

  async get<D extends object>(model: Projection<D>, keys: readonly string[]): Promise<readonly (D | undefined)[]> {
    if (keys.length === 0) return []
    return (await reached(this.copies.copyOf(model).get(collectionOf(model), keys))) as readonly (D | undefined)[]
  }

  async find<D extends object>(model: Projection<D>, query: Query): Promise<readonly D[]> {
    return (await reached(this.copies.copyOf(model).find(collectionOf(model), query))) as readonly D[]
  }

  count<D extends object>(model: Projection<D>, query: Query): Promise<number> {
    return reached(this.copies.copyOf(model).count(collectionOf(model), query))
  }

  isParked<D extends object>(model: Projection<D>, key: string, stream: string): boolean {
    const collection = collectionOf(model)
    return this.copies.isParked(collection, key) || this.copies.isParked(collection, parkedStream(stream))
  }
}

/** One document by key. */
export const one = async <D extends object>(
  models: Models,
  model: Projection<D>,
  key: string,
): Promise<D | undefined> => (await models.get(model, [key]))[0]
