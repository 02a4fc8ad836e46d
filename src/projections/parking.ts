import type { Change, Copy } from '../stores/document-store.js'

/** The collection of a copy that names what could not be folded. */
export const PARKED = 'parked'

/** Events that one document could not take: they wait, and later ones of that document behind them. A rebuild tries them again. */
export interface Parked {
  readonly collection: string
  readonly key: string
  readonly positions: readonly number[]
  readonly error: string
}

/** What a copy could not fold. */
export class Parking {
  readonly #parked: Map<string, Parked>
  readonly #changed = new Set<string>()

  private constructor(parked: Map<string, Parked>) {
    this.#parked = parked
  }

  static async open(copy: Copy): Promise<Parking> {
    const parked = new Map<string, Parked>()
    for await (const run of copy.scan(PARKED))
      for (const [key, document] of run) parked.set(key, document as unknown as Parked)
    return new Parking(parked)
  }

  /** Whether events of this document wait. */
  holds(collection: string, key: string): boolean {
    return this.#parked.size > 0 && this.#parked.has(`${collection}/${key}`)
  }

  park(collection: string, key: string, position: number, error?: unknown): void {
    const name = `${collection}/${key}`
    const before = this.#parked.get(name)
    this.#parked.set(name, {
      collection,
      key,
      positions: [...(before?.positions ?? []), position],
      error: before?.error ?? String(error),
    })
    this.#changed.add(name)
  }

  all(): readonly Parked[] {
    return [...this.#parked.values()]
  }

  /** What was parked since the last call, to be stored with the next commit. */
  changes(): readonly Change[] {
    const names = [...this.#changed]
    this.#changed.clear()
    return names.map((key) => ({ collection: PARKED, key, document: { ...this.#parked.get(key) } }))
  }
}
