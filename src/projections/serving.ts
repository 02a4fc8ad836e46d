import { setTimeout } from 'node:timers/promises'
import type { Copy, DocumentStore } from '../stores/document-store.js'
import type { EventStore } from '../stores/event-store.js'
import type { AnyProjection } from './apply.js'
import { Applier, collectionOf, collectionsOf } from './apply.js'
import { isMadeFrom } from './origin.js'
import type { Parked } from './parking.js'

/** Where a collection is pointed to that no read model has any more: what its copy makes of later events does not concern it. */
const NOWHERE = ''

/** A new copy's name says how much of the log there was when its building began. */
export const nameOfCopy = (head: number): string => `from-${head}-${crypto.randomUUID().slice(0, 8)}`
const beginningOf = (copy: string): number => Number(/^from-(\d+)/.exec(copy)?.[1] ?? 0)

export interface ServingParts {
  readonly events: EventStore
  readonly documents: DocumentStore
  readonly projections: readonly AnyProjection[]
  /** So long, in ms, a copy that serves no more stays for the readers of other processes. */
  readonly keptMs?: number
}

/** Which copy serves which read model. */
export class Serving {
  readonly #appliers = new Map<string, Applier>()

  constructor(private readonly parts: ServingParts) {}

  /** Opens what the pointers name, as far as it was made from this log, and drops the rest. The read models that are missing. */
  async open(): Promise<readonly AnyProjection[]> {
    const { documents, projections } = this.parts
    const pointers = await this.#pointers()
    const nameOf = (each: AnyProjection) => pointers[collectionOf(each)] ?? NOWHERE
    const wanted = new Set(projections.map(nameOf))
    for (const name of await documents.copies())
      if (!wanted.has(name)) await documents.drop(name)
      else
        await this.#open(
          name,
          projections.filter((each) => nameOf(each) === name),
        )
    return projections.filter(({ name }) => !this.#appliers.has(name))
  }

  async #pointers(): Promise<Readonly<Record<string, string>>> {
    const pointers = await this.parts.documents.pointers()
    const known = new Set(this.parts.projections.map(collectionOf))
    const left = Object.keys(pointers).filter((each) => !known.has(each) && pointers[each] !== NOWHERE)
    if (left.length > 0) await this.parts.documents.point(left, NOWHERE)
    return pointers
  }

  /** A copy that was begun anew, or is of another log, is dropped: it is built again as a missing one is. */
  async #open(name: string, projections: readonly AnyProjection[]): Promise<void> {
    const applier = await this.applier(name, projections)
    if (!(await isMadeFrom(applier.copy, this.parts.events))) await this.drop(applier)
    else for (const each of projections) this.#appliers.set(each.name, applier)
  }

  async applier(name: string, projections: readonly AnyProjection[]): Promise<Applier> {
    return Applier.open(await this.parts.documents.copy(name, collectionsOf(projections)), projections)
  }

  async drop({ copy }: Applier): Promise<void> {
    await copy.close()
    await this.parts.documents.drop(copy.name)
  }

  /** Lets a copy serve its read models from now on. Those that served them go on with what is left to them, or go. */
  async replace(applier: Applier): Promise<void> {
    const before = this.all()
    await this.parts.documents.point(applier.projections.map(collectionOf), applier.copy.name)
    for (const each of applier.projections) this.#appliers.set(each.name, applier)
    for (const old of before) await this.#narrow(old)
  }

  /** Points readers at what serves here, where a process that was stopped in the middle of a swap has pointed them elsewhere since. */
  async hold(): Promise<void> {
    const { documents } = this.parts
    const pointers = await documents.pointers()
    for (const { copy, projections } of this.all()) {
      const moved = projections.map(collectionOf).filter((each) => pointers[each] !== copy.name)
      if (moved.length > 0) await documents.point(moved, copy.name)
    }
  }

  async #narrow(old: Applier): Promise<void> {
    const left = old.projections.filter(({ name }) => this.#appliers.get(name) === old)
    if (left.length === old.projections.length) return
    if (left.length === 0) return this.#retire(old)
    const narrowed = await Applier.open(old.copy, left)
    for (const each of left) this.#appliers.set(each.name, narrowed)
  }

  /** What a process that ends leaves of it is dropped by the next one. */
  async #retire(old: Applier): Promise<void> {
    const { keptMs, documents } = this.parts
    if (keptMs === undefined) return this.drop(old)
    await old.copy.close()
    void setTimeout(keptMs, undefined, { ref: false }).then(() => documents.drop(old.copy.name).catch(() => undefined))
  }

  all(): readonly Applier[] {
    return [...new Set(this.#appliers.values())]
  }

  copyOf({ name }: Pick<AnyProjection, 'name'>): Copy {
    const applier = this.#appliers.get(name)
    if (!applier) throw new Error(`there is no read model ${name}`)
    return applier.copy
  }

  /** Events up to this position were there when the building of what serves began; 0 for what is unknown. */
  beginning(name: string): number {
    return beginningOf(this.#appliers.get(name)?.copy.name ?? '')
  }

  isParked(collection: string, key: string): boolean {
    return this.all().some(({ parking }) => parking.holds(collection, key))
  }

  parked(): readonly Parked[] {
    return this.all().flatMap(({ parking }) => parking.all())
  }
}
