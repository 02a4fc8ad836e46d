import type { Event, Recorded } from '../domain/decision.js'
import type { Models } from '../projections/models.js'
import type { Projection } from '../projections/projection.js'
import { requests } from '../projections/requests.js'
import type { Request } from '../projections/requests.js'
import type { EventStore } from '../stores/event-store.js'
import type { Command, Outcome } from './handle.js'

type Asked = Pick<Command<unknown, Event>, 'id' | 'stream' | 'once'>

/**
 * What requests with an Idempotency-Key did: the read model knows it for ever, this remembers it until the read model does.
 */
export class Once {
  readonly #recent = new Map<string, Outcome>()

  constructor(
    private readonly events: EventStore,
    private readonly models: Models,
  ) {}

  #keyOf({ id, stream }: Asked): string {
    return `${id}/${stream}`
  }

  /** Where the read model may know of it. */
  lookUp(command: Asked): Command<unknown, Event>['lookUp'] {
    return command.once && { model: requests as Projection<object>, key: this.#keyOf(command) }
  }

  /** The outcome of the first try, if there was one that did something. */
  done(command: Asked, found: unknown): Promise<Outcome> | undefined {
    if (!command.once) return undefined
    const recent = this.#recent.get(this.#keyOf(command))
    if (recent) return Promise.resolve(recent)
    return found === undefined ? undefined : this.#read(command.stream, found as Request)
  }

  async #read(stream: string, { first, last, position }: Request): Promise<Outcome> {
    const events: Recorded[] = []
    for await (const event of this.events.read(stream, { after: first - 1, limit: last - first + 1 }))
      events.push(event)
    return { events, position }
  }

  note(command: Asked, outcome: Outcome): void {
    if (!command.once || outcome.events.length === 0) return
    this.#recent.set(this.#keyOf(command), outcome)
    if (this.#recent.size % 1_000 > 0) return
    for (const [key, { position }] of this.#recent) if (position <= this.models.position) this.#recent.delete(key)
  }
}
