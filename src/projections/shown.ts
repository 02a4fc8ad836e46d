import type { Copy, DocumentStore } from '../stores/document-store.js'
import type { EventStore } from '../stores/event-store.js'
import type { AnyProjection } from './apply.js'
import { collectionOf, collectionsOf } from './apply.js'
import { isMadeFrom } from './origin.js'
import type { Parked } from './parking.js'
import { Parking } from './parking.js'

interface Shelf {
  readonly copy: Copy
  readonly projections: readonly AnyProjection[]
  parking: Parking
}

/** The copies that serve as another process keeps them: they are opened to be read, and looked for again when their pointers move. */
export class Shown {
  #shelves: readonly Shelf[] = []
  #byModel = new Map<string, Shelf>()

  constructor(
    private readonly events: EventStore,
    private readonly documents: DocumentStore,
    private readonly projections: readonly AnyProjection[],
  ) {}

  /** Opens what the pointers name now, and reads again what is parked; the names of read models that nobody has built of this log yet. */
  async look(): Promise<readonly string[]> {
    const [pointers, copies] = await Promise.all([this.documents.pointers(), this.documents.copies()])
    const nameOf = (each: AnyProjection) => pointers[collectionOf(each)] ?? ''
    let missing: readonly AnyProjection[] = this.projections.filter((each) => !copies.includes(nameOf(each)))
    if (missing.length === 0) missing = await this.#show(nameOf)
    return missing.map(({ name }) => name)
  }

  /** Those that were made from another log, and then nothing has changed. */
  async #show(nameOf: (each: AnyProjection) => string): Promise<readonly AnyProjection[]> {
    const before = this.#shelves
    const names = [...new Set(this.projections.map(nameOf))]
    const shelves = await Promise.all(names.map((name) => this.#shelf(name, nameOf)))
    const foreign = shelves.filter(({ isForeign }) => isForeign)
    if (foreign.length === 0) {
      this.#shelves = shelves
      this.#byModel = new Map(shelves.flatMap((shelf) => shelf.projections.map(({ name }) => [name, shelf] as const)))
    }
    for (const { copy } of [...before, ...shelves])
      if (this.#shelves.every((shelf) => shelf.copy !== copy)) await copy.close()
    return foreign.flatMap(({ projections }) => projections)
  }

  async #shelf(name: string, nameOf: (each: AnyProjection) => string): Promise<Shelf & { isForeign: boolean }> {
    const projections = this.projections.filter((each) => nameOf(each) === name)
    const open = this.#shelves.find(({ copy }) => copy.name === name)?.copy
    const copy = open ?? (await this.documents.copy(name, collectionsOf(projections)))
    const isForeign = !open && !(await isMadeFrom(copy, this.events))
    return { copy, projections, isForeign, parking: await Parking.open(copy, projections.map(collectionOf)) }
  }

  /** Position up to which all of them show everything. */
  async checkpoint(): Promise<number> {
    return Math.min(...(await Promise.all(this.#shelves.map(({ copy }) => copy.refresh()))))
  }

  copyOf({ name }: Pick<AnyProjection, 'name'>): Copy {
    const shelf = this.#byModel.get(name)
    if (!shelf) throw new Error(`there is no read model ${name}`)
    return shelf.copy
  }

  isParked(collection: string, key: string): boolean {
    return this.#shelves.some(({ parking }) => parking.holds(collection, key))
  }

  parked(): readonly Parked[] {
    return this.#shelves.flatMap(({ parking }) => parking.all())
  }
}
