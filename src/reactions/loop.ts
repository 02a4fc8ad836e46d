import type { Context } from '../commands/context.js'
import { visible } from '../commands/perform.js'
import type { PendingDocument } from '../projections/pending.js'
import { pending } from '../projections/pending.js'
import { whenAUserIsReportedOftenMuteHim } from './when-a-user-is-reported-often-mute-him.js'
import { whenNoticesAreMissingSayThem } from './when-notices-are-missing-say-them.js'
import type { Reaction } from './reaction.js'

export const reactions: readonly Reaction[] = [whenNoticesAreMissingSayThem, whenAUserIsReportedOftenMuteHim]

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
    /** Whether it is this process's turn: another one reacts meanwhile. */
    private readonly isAtWork: () => boolean = () => true,
  ) {}

  start(): void {
    this.#timer = setTimeout(() => {
      this.#running = this.#round()
        .catch((error: unknown) => this.onFailure('the round', error))
        .finally(() => {
          if (!this.#closed) this.start()
        })
    }, PAUSE_MS).unref()
  }

  /** Everything that is due, page by page; what cannot be done stays and does not hold up the rest. */
  async #round(): Promise<void> {
    const { models, clock } = this.context()
    if (!this.isAtWork() || models.position < this.head) return
    const due = { index: 'byDue', most: clock.now() - PATIENCE_MS, limit: AT_ONCE }
    for (let skip = 0; !this.#closed;) {
      const page = await models.find(pending, { ...due, skip })
      for (const left of page) if (!this.#closed) await this.#finish(left)
      if (page.length < AT_ONCE) return
      const still = await models.get(
        pending,
        page.map(({ id }) => id),
      )
      skip += still.filter((left) => left !== undefined).length
    }
  }

  async #finish(left: PendingDocument): Promise<void> {
    const reaction = reactions.find((each) => each.fits(left))
    const context = this.context()
    try {
      await reaction?.run(context, left)
      await visible(context)
    } catch (error) {
      this.onFailure(reaction?.name ?? left.event.type, error)
    }
  }

  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#timer)
    await this.#running
  }
}
