import type { Change, Copy } from '../stores/document-store.js'

/** The collection of a copy that names what could not be folded. */
export const PARKED = 'parked'

/** Events that one document could not take: they wait, and later ones of that document behind them. A rebuild tries them again. */
export interface Parked {
  readonly collection: string
  /** Key of the document; `!<stream>` where an event did not tell its documents: all of its stream wait then. */
  readonly key: string
  /** Log position of the first that waits. */
  readonly position: number
  /** Of the last that is counted: a commit that was cut short may have stored this without the checkpoint. */
  readonly last: number
  readonly count: number
  readonly error: string
}

/** The key under which all of a stream waits. */
export const parkedStream = (stream: string): string => `!${stream}`

/** What a copy could not fold. */
export class Parking {
  readonly #parked: Map<string, Parked>
  /** What changed since the last commit, as it was before. */
  readonly #before = new Map<string, Parked | undefined>()

  private constructor(parked: Map<string, Parked>) {
    this.#parked = parked
  }

  /** What waits for these collections of a copy. */
  static async open(copy: Copy, collections: readonly string[]): Promise<Parking> {
    const parked = new Map<string, Parked>()
    for await (const run of copy.scan(PARKED))
      for (const [name, document] of run as readonly (readonly [string, unknown])[]) {
        const each = document as Parked
        if (collections.includes(each.collection)) parked.set(name, each)
      }
    return new Parking(parked)
  }

  /** Of these collections only. */
  narrowed(collections: readonly string[]): Parking {
    return new Parking(new Map([...this.#parked].filter(([, { collection }]) => collections.includes(collection))))
  }

  /** Whether events of this document wait, from this position of the log on. */
  holds(collection: string, key: string, position = Infinity): boolean {
    if (this.#parked.size === 0) return false
    const parked = this.#parked.get(`${collection}/${key}`)
    return parked !== undefined && parked.position <= position
  }

  park(collection: string, key: string, position: number, error?: unknown): void {
    const name = `${collection}/${key}`
    const known = this.#parked.get(name)
    if (known && position <= known.last) return
    if (!this.#before.has(name)) this.#before.set(name, known)
    const parked = known ?? { collection, key, position, count: 0, error: String(error) }
    this.#parked.set(name, { ...parked, count: parked.count + 1, last: position })
  }

  all(): readonly Parked[] {
    return [...this.#parked.values()]
  }

  /** What was parked since the last commit, to be stored with this one. */
  changes(): readonly Change[] {
    return [...this.#before.keys()].map((key) => ({ collection: PARKED, key, document: { ...this.#parked.get(key) } }))
  }

  /** The commit is done. */
  stored(): void {
    this.#before.clear()
  }

  /** The commit has failed: its events will be folded again. */
  undo(): void {
    for (const [name, parked] of this.#before)
      if (parked) this.#parked.set(name, parked)
      else this.#parked.delete(name)
    this.#before.clear()
  }
}
