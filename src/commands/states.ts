import type { Event, Recorded } from '../domain/decision.js'
import type { EventStore } from '../stores/event-store.js'
import type { Kept } from './handle.js'

/** A folded stream. While its turn decides, state and version are ahead of the disk. */
export interface Entry<S = unknown, E extends Event = Event> {
  readonly stream: string
  readonly aggregate: Kept<S, E>
  state: S
  version: number
  /** What a turn has sent on its way to the disk, as the events after a version: another process may have been first. */
  pending: { readonly after: number; readonly events: readonly { readonly id: string }[] } | undefined
  /** Of the newest event known to be on disk. */
  position: number
  /** When the state last forgot what the read models know. */
  forgot: { version: number; position: number }
  weight: number
  /** Asked for since it was last in danger of being dropped. */
  used: boolean
}

/** A stream that is being read, and what the log has brought of it meanwhile. */
interface Loading {
  readonly entry: Promise<Entry>
  readonly missed: Recorded[]
}

const PLAIN_WEIGHT = 500

/** Folded states by stream; beyond a number of bytes those go that nobody has asked for lately. */
export class States {
  readonly #entries = new Map<string, Entry>()
  readonly #loading = new Map<string, Loading>()
  #weight = 0

  /** @param visible position up to which the read models know everything */
  constructor(
    private readonly events: EventStore,
    private readonly visible: () => number,
    private readonly maxBytes = 256 * 1024 * 1024,
  ) {}

  /** What is at hand. */
  peek(stream: string): Entry | undefined {
    const entry = this.#entries.get(stream)
    if (entry) entry.used = true
    return entry
  }

  /** What is at hand, or folded from the store; asked for twice at once, it is read once. */
  load<S, E extends Event>(stream: string, aggregate: Kept<S, E>): Promise<Entry<S, E>> | Entry<S, E> {
    const entry = this.peek(stream)
    if (entry) return entry as unknown as Entry<S, E>
    const loading = this.#loading.get(stream) ?? this.#begin(stream, aggregate as unknown as Kept<unknown, Event>)
    return loading.entry as unknown as Promise<Entry<S, E>>
  }

  #begin(stream: string, aggregate: Kept<unknown, Event>): Loading {
    const missed: Recorded[] = []
    const entry = this.#read(stream, aggregate, missed).finally(() => this.#loading.delete(stream))
    const loading = { entry, missed }
    this.#loading.set(stream, loading)
    return loading
  }

  async #read(stream: string, aggregate: Kept<unknown, Event>, missed: readonly Recorded[]): Promise<Entry> {
    const entry = folded(stream, aggregate)
    if (aggregate.tail) for (const event of await this.#tail(stream)) fold(entry, event)
    else for await (const event of this.events.read(stream)) fold(entry, event)
    for (const event of missed) if (event.version === entry.version + 1) fold(entry, event)
    const kept = this.#entries.get(stream)
    // A turn that still had it has put it back meanwhile, with what it appended.
    if (kept && kept.version >= entry.version) return kept
    entry.forgot = { version: entry.version, position: entry.position }
    this.keep(entry)
    return entry
  }

  /** The last events back to the first one that the read models know, oldest first. */
  async #tail(stream: string): Promise<readonly Recorded[]> {
    const visible = this.visible()
    const events: Recorded[] = []
    for await (const event of this.events.read(stream, { backwards: true })) {
      events.push(event)
      if (event.position <= visible) break
    }
    return events.reverse()
  }

  /** Puts an entry (back), unless a newer one of its stream was read meanwhile. */
  keep(entry: Entry): void {
    if (this.#versionOf(entry.stream) > entry.version) return
    this.drop(entry.stream)
    entry.weight = entry.aggregate.weigh?.(entry.state) ?? PLAIN_WEIGHT
    this.#weight += entry.weight
    this.#entries.set(entry.stream, entry)
    this.#makeRoomFor(entry)
  }

  /** A used one gets a second chance, behind all others; one that a turn is about to write stays. */
  #makeRoomFor(entry: Entry): void {
    for (const oldest of this.#entries.values()) {
      if (this.#weight <= this.maxBytes) return
      if (oldest === entry || oldest.pending) continue
      this.drop(oldest.stream)
      if (oldest.used) this.#spare(oldest)
    }
  }

  #versionOf(stream: string): number {
    return this.#entries.get(stream)?.version ?? 0
  }

  #spare(entry: Entry): void {
    entry.used = false
    this.#weight += entry.weight
    this.#entries.set(entry.stream, entry)
  }

  drop(stream: string): void {
    const entry = this.#entries.get(stream)
    if (!entry) return
    this.#weight -= entry.weight
    this.#entries.delete(stream)
  }

  /** Takes in what the log brought: another process may have written it. */
  advance(events: readonly Recorded[]): void {
    for (const event of events) {
      this.#loading.get(event.stream)?.missed.push(event)
      const entry = this.#entries.get(event.stream)
      if (entry) this.#advance(entry, event)
    }
  }

  /** Takes in what the log has by now of a stream that is at hand. */
  async refresh(stream: string): Promise<void> {
    const entry = this.#entries.get(stream) ?? (await this.#loading.get(stream)?.entry)
    if (!entry) return
    for await (const event of this.events.read(stream, { after: onDisk(entry) })) this.advance([event])
  }

  /** What turns out not to be what the log has is read anew when it is asked for next; a turn that had it will meet a conflict. */
  #advance(entry: Entry, event: Recorded): void {
    const { after = 0, events = [] } = entry.pending ?? {}
    if ((events[event.version - after - 1] ?? event).id !== event.id) return this.drop(entry.stream)
    if (event.version > entry.version + 1) return this.drop(entry.stream)
    if (event.version <= entry.version) entry.position = Math.max(entry.position, event.position)
    else {
      fold(entry, event)
      this.keep(entry)
    }
  }

  /** Lets an aggregate forget what the read models know by now: at most once per 500 events. */
  forget(entry: Entry): void {
    const { aggregate, forgot, version, position } = entry
    if (!aggregate.forget || version - forgot.version < 500 || this.visible() < forgot.position) return
    aggregate.forget(entry.state)
    entry.forgot = { version, position }
  }
}

/** The version that is known to be on disk. */
const onDisk = ({ pending, version }: Entry): number => pending?.after ?? version

const folded = (stream: string, aggregate: Kept<unknown, Event>): Entry => ({
  stream,
  aggregate,
  state: aggregate.initial(),
  version: 0,
  pending: undefined,
  position: 0,
  forgot: { version: 0, position: 0 },
  weight: 0,
  used: true,
})

const fold = (entry: Entry, event: Recorded): void => {
  entry.state = entry.aggregate.evolve(entry.state, event, event.metadata.at)
  entry.version = event.version
  entry.position = Math.max(entry.position, event.position)
}
