import type { Copy, DocumentStore } from '../stores/document-store.js'
import { beginningOf, nameOfCopy } from '../stores/document-store.js'
import type { EventStore } from '../stores/event-store.js'
import type { AnyProjection } from './apply.js'
import { Applier, collectionOf, collectionsOf } from './apply.js'
import { isMadeFrom } from './origin.js'
import type { Parked } from './parking.js'

/** Where a collection is pointed to that no read model has any more: what its copy makes of later events does not concern it. */
const NOWHERE = ''

export interface ServingParts {
  readonly events: EventStore
  readonly documents: DocumentStore
  readonly projections: readonly AnyProjection[]
  /** So long, in ms, a copy that serves no more stays for the readers of other processes; 0 where there are none. */
  readonly keptMs?: number
}

/** Which copy serves which read model. */
export class Serving {
  readonly #appliers = new Map<string, Applier>()
  /** Copies that are being built, opened here or not yet. */
  readonly #building = new Map<string, Copy | undefined>()
  /** Copies that serve nothing, and since when that is known here (monotonic, ms). */
  #idle: ReadonlyMap<string, number> = new Map()

  constructor(private readonly parts: ServingParts) {}

  /**
   * Opens what the pointers name, as far as it was made from this log, and tells the readers of other processes what is left. The read models
   * that are missing.
   */
  async open(): Promise<readonly AnyProjection[]> {
    const { documents, projections } = this.parts
    const pointers = await this.#pointers()
    const collections = Object.keys(pointers)
    const nameOf = (each: AnyProjection) => pointers[collectionOf(each)] ?? NOWHERE
    for (const name of await documents.copies()) {
      const pointed = projections.filter((each) => nameOf(each) === name)
      const served = pointed.length > 0 ? await this.#open(name, pointed) : []
      const left = collections.filter((each) => !served.includes(each))
      await documents.leave(name, left)
    }
    // what readers see beside the pointers may have been cut short when they were moved
    for (const { copy, projections: served } of this.all()) await documents.point(served.map(collectionOf), copy.name)
    await this.sweep()
    return projections.filter(({ name }) => !this.#appliers.has(name))
  }

  async #pointers(): Promise<Readonly<Record<string, string>>> {
    const pointers = await this.parts.documents.pointers()
    const known = new Set(this.parts.projections.map(collectionOf))
    const left = Object.keys(pointers).filter((each) => !known.has(each) && pointers[each] !== NOWHERE)
    if (left.length > 0) await this.parts.documents.point(left, NOWHERE)
    return pointers
  }

  /**
   * The collections that it serves. A copy that was begun anew, or is of another log, serves nothing, nor does any that was left: they are built
   * again as missing ones are.
   */
  async #open(name: string, pointed: readonly AnyProjection[]): Promise<readonly string[]> {
    const copy = await this.parts.documents.copy(name, collectionsOf(pointed))
    const served = pointed.filter((each) => !copy.left.includes(collectionOf(each)))
    if (served.length === 0 || !(await isMadeFrom(copy, this.parts.events))) {
      await copy.close()
      return []
    }
    const applier = await Applier.open(copy, served)
    for (const each of served) this.#appliers.set(each.name, applier)
    return served.map(collectionOf)
  }

  async applier(name: string, projections: readonly AnyProjection[]): Promise<Applier> {
    const copy = await this.parts.documents.copy(name, collectionsOf(projections))
    if (this.#building.has(name)) this.#building.set(name, copy)
    return Applier.open(copy, projections)
  }

  /** The name of a new copy, which stays while it is built: until it serves, or is given up. */
  begin(head: number): string {
    const name = nameOfCopy(head)
    this.#building.set(name, undefined)
    return name
  }

  async giveUp(name: string): Promise<void> {
    await this.#building.get(name)?.close()
    this.#building.delete(name)
  }

  /** Drops the copies that have served nothing for so long that no reader is on them, also those that other processes have left. */
  async sweep(): Promise<void> {
    const { documents, keptMs = 0 } = this.parts
    const now = performance.now()
    const idle = (await documents.copies()).filter((name) => !this.#isUsed(name))
    this.#idle = new Map(idle.map((name) => [name, this.#idle.get(name) ?? now]))
    for (const [name, since] of this.#idle) if (now >= since + keptMs) await documents.drop(name)
  }

  #isUsed(name: string): boolean {
    return this.#building.has(name) || this.all().some(({ copy }) => copy.name === name)
  }

  /**
   * Lets a copy serve its read models from now on. Those that served them go on with what is left to them, or go. Where it fails it has to be done
   * again before anything is committed.
   */
  async replace(applier: Applier): Promise<void> {
    const { documents } = this.parts
    const before = this.all().filter((each) => each !== applier)
    const moved = applier.projections.map(collectionOf)
    await documents.point(moved, applier.copy.name)
    for (const { copy } of before) await documents.leave(copy.name, moved)
    for (const each of applier.projections) this.#appliers.set(each.name, applier)
    this.#building.delete(applier.copy.name)
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
    if (left.length === 0) return old.copy.close()
    const narrowed = old.narrowed(left)
    for (const each of left) this.#appliers.set(each.name, narrowed)
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
