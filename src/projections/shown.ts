import type { Copy, DocumentStore } from '../stores/document-store.js'
import { StoreUnavailable, type EventStore } from '../stores/event-store.js'
import type { AnyProjection } from './apply.js'
import { collectionOf, collectionsOf } from './apply.js'
import { isMadeFrom } from './origin.js'
import type { Parked } from './parking.js'
import { Parking } from './parking.js'

interface Shelf {
  readonly copy: Copy
  readonly projections: readonly AnyProjection[]
  readonly parking: Parking
}

export interface ShownParts {
  readonly events: EventStore
  readonly documents: DocumentStore
  readonly projections: readonly AnyProjection[]
}

const isLeft = ({ copy, projections }: Shelf): boolean =>
  projections.some((each) => copy.left.includes(collectionOf(each)))

/** The copies that serve as another process keeps them: they are opened to be read, and looked for again when their pointers move. */
export class Shown {
  readonly #open = new Map<string, Pick<Shelf, 'copy' | 'projections'>>()
  /** Names of copies that were made from this log. */
  readonly #ours = new Set<string>()
  #shelves: readonly Shelf[] = []
  #byModel = new Map<string, Shelf>()
  /** Position up to which everything was shown once: nothing that lies behind it is shown any more. */
  #reached = 0
  #looking: Promise<unknown> = Promise.resolve()
  #next: Promise<readonly string[]> | undefined

  constructor(private readonly parts: ShownParts) {}

  /**
   * Shows what the pointers name now (one look at a time, begun after it was asked for), and what is parked of it; the names of read models that
   * nobody has built of this log, or so far, yet.
   */
  look(): Promise<readonly string[]> {
    this.#next ??= this.#looking.then(() => {
      this.#next = undefined
      return this.#look()
    })
    this.#looking = this.#next.catch(() => undefined)
    return this.#next
  }

  async #look(): Promise<readonly string[]> {
    const { documents, projections } = this.parts
    const pointers = await documents.pointers()
    const byCopy = new Map<string, AnyProjection[]>()
    for (const each of projections) {
      const name = pointers[collectionOf(each)] ?? ''
      byCopy.set(name, [...(byCopy.get(name) ?? []), each])
    }
    const shelves: Shelf[] = []
    const missing: string[] = []
    for (const [name, those] of byCopy) {
      const shelf = await this.#shelf(name, those)
      if (shelf) shelves.push(shelf)
      else missing.push(...those.map((each) => each.name))
    }
    // from here to the showing nothing is awaited
    const behind = shelves.filter((shelf) => shelf.copy.checkpoint < this.#reached || isLeft(shelf))
    missing.push(...behind.flatMap((shelf) => shelf.projections.map(({ name }) => name)))
    if (missing.length === 0) await this.#show(shelves)
    return missing
  }

  /** undefined for a copy that is not there, or that another log has made. */
  async #shelf(name: string, projections: readonly AnyProjection[]): Promise<Shelf | undefined> {
    const { documents, events } = this.parts
    if (!this.#open.has(name) && !(await documents.copies()).includes(name)) return undefined
    const copy = await this.#copy(name, projections)
    await copy.refresh()
    if (!this.#ours.has(name) && !(await isMadeFrom(copy, events))) return undefined
    this.#ours.add(name)
    return { copy, projections, parking: await Parking.open(copy, projections.map(collectionOf)) }
  }

  /** Opened again where it has come to serve more than it was opened for. */
  async #copy(name: string, projections: readonly AnyProjection[]): Promise<Copy> {
    const known = this.#open.get(name)
    if (known && projections.every((each) => known.projections.includes(each))) return known.copy
    await known?.copy.close()
    this.#open.delete(name)
    const copy = await this.parts.documents.copy(name, collectionsOf(projections))
    this.#open.set(name, { copy, projections })
    return copy
  }

  async #show(shelves: readonly Shelf[]): Promise<void> {
    this.#shelves = shelves
    this.#byModel = new Map(shelves.flatMap((shelf) => shelf.projections.map(({ name }) => [name, shelf] as const)))
    for (const [name, { copy }] of this.#open)
      if (shelves.every((shelf) => shelf.copy !== copy)) {
        this.#open.delete(name)
        await copy.close()
      }
  }

  /**
   * Position up to which all of them show everything. What is folded elsewhere by now is looked for at once: others may have seen it there.
   * @throws StoreUnavailable also while that is in vain
   */
  async checkpoint(): Promise<number> {
    const shelves = this.#shelves
    const stored = Math.min(...(await Promise.all(shelves.map(({ copy }) => copy.refresh()))))
    // what others had stored says nothing of those that are shown by now
    if (shelves !== this.#shelves) return this.checkpoint()
    if (shelves.some(isLeft)) {
      const missing = await this.look()
      if (missing.length > 0) throw new StoreUnavailable(`nobody folds ${missing.join(', ')}`)
      return this.checkpoint()
    }
    return (this.#reached = Math.max(this.#reached, stored))
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
