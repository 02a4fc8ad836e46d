import type { AnyEvent } from '../domain/events.js'
import { upcast } from '../domain/events.js'
import type { Recorded } from '../domain/decision.js'
import { CopyGone, type Change, type Copy, type Document, type Indexes } from '../stores/document-store.js'
import { ORIGIN, originIn } from './origin.js'
import { PARKED, Parking, parkedStream } from './parking.js'
import type { Effect, Projection } from './projection.js'

export type AnyProjection = Projection<Record<string, unknown>>

/** The name of a read model's collection in a copy. */
export const collectionOf = ({ name, version }: Pick<AnyProjection, 'name' | 'version'>): string =>
  `${name}_v${version}`

/** What a copy of these read models consists of. */
export const collectionsOf = (projections: readonly AnyProjection[]): Record<string, Indexes> => ({
  [ORIGIN]: {},
  [PARKED]: {},
  ...Object.fromEntries(projections.map((each) => [collectionOf(each), each.indexes])),
})

/** A document on its way through a batch. */
interface Slot {
  readonly collection: string
  readonly key: string
  /** As it was read. */
  before: Document | undefined
  document: Document | undefined
  /** Events up to here were in it when it was loaded. */
  known: number
  applied: number
  changed: boolean
}

interface Operation {
  readonly slot: Slot
  readonly fold: Effect<Document>[1]
  readonly position: number
}

/** By collection and key. */
type Slots = Map<string, Map<string, Slot>>

type Handler = (event: Recorded<AnyEvent>) => readonly Effect<Document>[]

const handlersOf = (projections: readonly AnyProjection[], type: string): readonly (readonly [string, Handler])[] =>
  projections.flatMap((each) =>
    [each.on[type as AnyEvent['type']], each.any]
      .filter((handler) => handler !== undefined)
      .map((handler) => [collectionOf(each), handler as Handler] as const),
  )

const slotOf = (slots: Slots, collection: string, key: string): Slot => {
  let those = slots.get(collection)
  if (!those) slots.set(collection, (those = new Map<string, Slot>()))
  let slot = those.get(key)
  if (!slot)
    those.set(
      key,
      (slot = { collection, key, before: undefined, document: undefined, known: 0, applied: 0, changed: false }),
    )
  return slot
}

/** Key and indexed values of a document may have about 1,900 bytes (`document-store.ts`); this is surely less. */
const MOST_INDEXED_BYTES = 1_800

const indexedBytes = ({ collection, key, document }: Slot, projections: readonly AnyProjection[]): number => {
  const indexes = projections.find((each) => collectionOf(each) === collection)?.indexes ?? {}
  const values = Object.values(indexes).map((fields) => fields.map((field) => document?.[field.split(':')[0] ?? '']))
  return Buffer.byteLength(key) + Math.max(0, ...values.map((each) => Buffer.byteLength(JSON.stringify(each))))
}

/** Folds events into one copy's documents, batch by batch, in log order. */
export class Applier {
  readonly #handlers = new Map<string, ReturnType<typeof handlersOf>>()

  private constructor(
    readonly copy: Copy,
    readonly projections: readonly AnyProjection[],
    readonly parking: Parking,
  ) {}

  static async open(copy: Copy, projections: readonly AnyProjection[]): Promise<Applier> {
    return new Applier(copy, projections, await Parking.open(copy, projections.map(collectionOf)))
  }

  /** The same copy for fewer read models, between two batches. */
  narrowed(projections: readonly AnyProjection[]): Applier {
    return new Applier(this.copy, projections, this.parking.narrowed(projections.map(collectionOf)))
  }

  /**
   * Folds what lies above the copy's checkpoint and commits it, all or nothing; the number of documents written.
   * @throws CopyGone also where another projector has left one of these read models: it may have raised the checkpoint without it
   */
  async apply(events: readonly Recorded[]): Promise<number> {
    const last = events.at(-1)
    const { checkpoint } = this.copy
    if (!last || last.position <= checkpoint) return 0
    const slots: Slots = new Map()
    const operations = this.#operations(events, checkpoint, slots)
    await this.#load(slots)
    for (const operation of operations) this.#fold(operation)
    const changed = [...slots.values()].flatMap((those) => [...those.values()].filter((slot) => slot.changed))
    const first = checkpoint === 0 ? events[0] : undefined
    try {
      await this.#commit(changed, last.position, first).catch((error: unknown) => {
        if (!(error instanceof RangeError)) throw error
        return this.#commit(this.#fitting(changed, error), last.position, first)
      })
    } catch (error) {
      this.parking.undo()
      throw error
    }
    this.parking.stored()
    if (this.projections.some((each) => this.copy.left.includes(collectionOf(each))))
      throw new CopyGone(`copy ${this.copy.name} was left by another projector`)
    return changed.length
  }

  #commit(changed: readonly Slot[], checkpoint: number, first?: Recorded): Promise<void> {
    const changes = changed.map(({ collection, key, document = null, before = null }): Change => ({
      collection,
      key,
      document,
      before,
    }))
    const others = [...this.parking.changes(), ...(first ? [originIn(first)] : [])]
    const applied = [...changed.map((slot) => slot.applied), ...others.map(() => checkpoint)]
    return this.copy.commit([...changes, ...others], applied, checkpoint)
  }

  /** Those that the store can hold; the others are parked. */
  #fitting(changed: readonly Slot[], error: RangeError): readonly Slot[] {
    return changed.filter((slot) => {
      const fits = indexedBytes(slot, this.projections) <= MOST_INDEXED_BYTES
      if (!fits) this.parking.park(slot.collection, slot.key, slot.applied, error)
      return fits
    })
  }

  #operations(events: readonly Recorded[], checkpoint: number, slots: Slots): readonly Operation[] {
    const operations: Operation[] = []
    for (const event of events) {
      if (event.position <= checkpoint) continue
      for (const [collection, handler] of this.#handlersOf(event.type))
        for (const [key, fold] of this.#effects(collection, handler, event))
          operations.push({ slot: slotOf(slots, collection, key), fold, position: event.position })
    }
    return operations
  }

  #handlersOf(type: string): ReturnType<typeof handlersOf> {
    let handlers = this.#handlers.get(type)
    if (!handlers) this.#handlers.set(type, (handlers = handlersOf(this.projections, type)))
    return handlers
  }

  #effects(collection: string, handler: Handler, event: Recorded): readonly Effect<Document>[] {
    const stream = parkedStream(event.stream)
    try {
      if (!this.parking.holds(collection, stream, event.position)) return handler(upcast(event))
      this.parking.park(collection, stream, event.position)
    } catch (error) {
      this.parking.park(collection, stream, event.position, error)
    }
    return []
  }

  async #load(slots: Slots): Promise<void> {
    const fill = async ([collection, those]: readonly [string, Map<string, Slot>]): Promise<void> => {
      const loaded = await this.copy.load(collection, [...those.keys()])
      let index = 0
      for (const slot of those.values()) {
        const { document, applied } = loaded[index++]!
        slot.before = slot.document = document
        slot.known = applied
      }
    }
    await Promise.all([...slots].map(fill))
  }

  #fold({ slot, fold, position }: Operation): void {
    if (position <= slot.known) return
    if (this.parking.holds(slot.collection, slot.key, position)) {
      this.parking.park(slot.collection, slot.key, position)
      return
    }
    try {
      const folded = fold(slot.document) ?? undefined
      if (folded === slot.document) return
      slot.document = folded
      slot.applied = position
      slot.changed = true
    } catch (error) {
      this.parking.park(slot.collection, slot.key, position, error)
    }
  }
}
