import type { Context } from '../commands/context.js'
import { pending } from '../projections/pending.js'
import { whenNoticesAreMissingSayThem } from './when-notices-are-missing-say-them.js'
import type { Reaction } from './reaction.js'

export const reactions: readonly Reaction[] = [whenNoticesAreMissingSayThem]

/** The command itself does the next step at once; what is older than this, nobody is doing. */
const PATIENCE_MS = 5_000
const PAUSE_MS = 1_000
const AT_ONCE = 100

/** Finishes what commands left undone (`DESIGN.md 7`). It rests until the read models have passed `head`, the end of the log at the start. */
export class ReactionLoop {
  #timer: NodeJS.Timeout | undefined
  #running: Promise<void> = Promise.resolve()
  #closed = false

  constructor(
    private readonly context: () => Context,
    private readonly head: number,
    private readonly onFailure: (name: string, error: unknown) => void,
  ) {}

  start(): void {
    this.#timer = setTimeout(() => {
      this.#running = this.#round().finally(() => {
        if (!this.#closed) this.start()
      })
    }, PAUSE_MS).unref()
  }

  async #round(): Promise<void> {
    const context = this.context()
    if (context.models.position < this.head) return
    const due = { index: 'byDue', most: context.clock.now() - PATIENCE_MS, limit: AT_ONCE }
    for (const left of await context.models.find(pending, due)) {
      const reaction = reactions.find((each) => each.fits(left))
      try {
        await reaction?.run(this.context(), left)
      } catch (error) {
        this.onFailure(reaction?.name ?? left.event.type, error)
      }
    }
  }

  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#timer)
    await this.#running
  }
}
