import { randomUUID } from 'node:crypto'
import type { SharedState } from '../stores/shared-state.js'

/** So long a lease lives in shared state after it was last renewed. */
const LEASE_MS = 3_000
/** So long its holder counts on it: the rest is for clocks that differ. */
const SURE_MS = 2_500
/** How often a holder renews it, and one who waits asks for it. */
export const BEAT_MS = 250

const keyOf = (name: string): string => `lease:${name}`

export interface Held {
  readonly owner: string
  readonly note: string
}

/** What at most one process holds at a time, as long as it goes on renewing it (`DESIGN.md 9`). */
export class Lease {
  /** What its holder is known by, for as long as it lives. */
  readonly owner = randomUUID()
  /** As it stands in shared state, as far as this one knows. */
  #stored: string | undefined
  #until = -Infinity
  /** When this holding was known to have begun: who asked before that saw nobody hold it. Monotonic, ms. */
  heldSince = Infinity
  /** Whether somebody else is known to hold it: he was found with it when it was last asked for. */
  isTaken = false

  /** @param shared its clock must be the system's: a lease may not end because an operator has moved the time */
  constructor(
    private readonly shared: SharedState,
    readonly name: string,
  ) {}

  /** By the monotonic clock, which goes on while a process is stopped. */
  get isHeld(): boolean {
    return performance.now() < this.#until
  }

  /** Takes it, or goes on holding it, with a note for others to read; whether it is held. Rejects when shared state is away. */
  async renew(note = ''): Promise<boolean> {
    const begun = performance.now()
    const begins = this.#stored === undefined
    const value = JSON.stringify({ owner: this.owner, note } satisfies Held)
    this.isTaken = false
    if (await this.shared.swap(keyOf(this.name), this.#stored, value, LEASE_MS)) {
      this.#stored = value
      this.#until = begun + SURE_MS
    } else await this.#look()
    if (begins) this.heldSince = performance.now()
    return this.isHeld
  }

  /** What stands there may be this one's own: the answer to a renewal may have been lost. */
  async #look(): Promise<void> {
    const found = await this.shared.get(keyOf(this.name))
    const isOwn = found !== undefined && (JSON.parse(found) as Held).owner === this.owner
    this.#stored = isOwn ? found : undefined
    this.isTaken = found !== undefined && !isOwn
    if (this.isTaken) this.#until = -Infinity
  }

  /** Leaves it to the next one at once; what that one has by now stays. */
  async release(): Promise<void> {
    this.#until = -Infinity
    if (this.#stored !== undefined) await this.shared.swap(keyOf(this.name), this.#stored, this.#stored, 0)
  }
}

/** Who holds a lease, and the note on it; undefined for one that nobody holds. */
export const holderOf = async (shared: SharedState, name: string): Promise<Held | undefined> => {
  const found = await shared.get(keyOf(name))
  return found === undefined ? undefined : (JSON.parse(found) as Held)
}
