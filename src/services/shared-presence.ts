import { setTimeout as pause } from 'node:timers/promises'
import { groupConversation, placeOf, roomConversation, type Id } from '../domain/ids.js'
import type { SharedState } from '../stores/shared-state.js'
import { PresenceHeard, visitorTopic, type Person } from './presence-heard.js'
import { PresenceTold } from './presence-told.js'
import { runsInOrder, type Moved, type Presence } from './presence.js'

const ROUND_MS = 250
/** Who the others are is asked at every so many rounds. */
const ROUNDS = 8

export interface SharedPresenceParts {
  /** What this process is known by, for its life. */
  readonly self: string
  readonly shared: SharedState
  /** What all processes that serve at this moment are known by. */
  readonly serving: () => Promise<ReadonlySet<string>>
  /** Who is connected to this process; what has moved there is told from the call of `watch` on. */
  readonly here: { readonly presence: Presence; watch(moved: Moved): void }
  /** Told of rooms in which others have come or gone. */
  readonly onChanged: (rooms: readonly Id[]) => void
  readonly onTrouble: (sentence: string) => void
}

const idsOf = (people: Iterable<Person>, kind: 'user' | 'visitor'): string[] =>
  [...people].filter((person) => person.startsWith(`${kind} `)).map((person) => person.slice(kind.length + 1))

/**
 * Who is connected to any process: each one tells the others through shared state, four times a second where something has changed. So
 * others are known as of half a second ago; a process that has just started after 2 s, and one that was killed is believed for 5 s.
 */
export class SharedPresence implements Presence {
  readonly #told: PresenceTold
  readonly #others = new Map<string, PresenceHeard>()
  /** What others have come to or gone from, and `onChanged` was not told yet. */
  readonly #moved = new Set<string>()
  readonly #stop = new AbortController()
  #rounds = 0
  #going: Promise<void> = Promise.resolve()

  constructor(private readonly parts: SharedPresenceParts) {
    this.#told = new PresenceTold(parts.self, parts.shared)
    parts.here.watch(this.#told.moved)
  }

  start(): void {
    this.#going = this.#go()
  }

  async #go(): Promise<void> {
    const { signal } = this.#stop
    while (!signal.aborted) {
      await Promise.all([this.#tried(this.#told.tell()), this.#listen()])
      await pause(ROUND_MS, undefined, { signal }).catch(() => undefined)
    }
  }

  /** What fails is done again in the next round. */
  async #tried(work: Promise<void>): Promise<void> {
    await work.catch((error: unknown) => this.parts.onTrouble(`who is connected could not be shared: ${String(error)}`))
  }

  async #listen(): Promise<void> {
    if (this.#rounds++ % ROUNDS === 0) await this.#tried(this.#look())
    await Promise.all([...this.#others.values()].map((other) => this.#tried(other.hear())))
    const places = [...this.#moved].map(placeOf)
    this.#moved.clear()
    const rooms = places.flatMap((place) => (place.kind === 'room' ? [place.room] : []))
    if (rooms.length > 0) this.parts.onChanged(rooms)
  }

  async #look(): Promise<void> {
    const serving = await this.parts.serving()
    for (const [name, other] of this.#others)
      if (!serving.has(name)) {
        other.forget()
        this.#others.delete(name)
      }
    for (const name of serving)
      if (name !== this.parts.self && !this.#others.has(name))
        this.#others.set(name, new PresenceHeard(name, this.parts.shared, this.#moved))
  }

  /** In other processes. */
  #elsewhere(topic: string): ReadonlyMap<Person, number>[] {
    return [...this.#others.values()].map((other) => other.in(topic))
  }

  onlineIn(room: Id): ReadonlySet<Id> {
    const elsewhere = this.#elsewhere(roomConversation(room)).flatMap((people) => idsOf(people.keys(), 'user'))
    return new Set([...this.parts.here.presence.onlineIn(room), ...elsewhere])
  }

  inGroup(group: Id): ReturnType<Presence['inGroup']> {
    const here = this.parts.here.presence.inGroup(group)
    const elsewhere = this.#elsewhere(groupConversation(group)).flatMap((people) => [...people.keys()])
    return {
      users: new Set([...here.users, ...idsOf(elsewhere, 'user')]),
      visitors: new Set([...here.visitors, ...idsOf(elsewhere, 'visitor')]),
    }
  }

  isVisiting(visitor: string): boolean {
    const { presence } = this.parts.here
    return presence.isVisiting(visitor) || this.#elsewhere(visitorTopic(visitor)).some(({ size }) => size > 0)
  }

  socketsOf(user: Id, session: Id): number {
    return this.parts.here.presence.socketsOf(user, session)
  }

  runsOf(user: Id): ReturnType<Presence['runsOf']> {
    const here = [...this.parts.here.presence.runsOf(user)].flatMap(([of, runs]) =>
      runs.map((run) => [of, run] as const),
    )
    const heard = [...this.#others.values()].flatMap((other) => other.heardBy(user)).flatMap(Object.entries<number>)
    return runsInOrder([...here, ...heard.map(([of, from]) => [of, { from, to: Number.MAX_SAFE_INTEGER }] as const)])
  }

  async close(): Promise<void> {
    this.#stop.abort()
    await this.#going
    await this.#told.end().catch(() => undefined)
  }
}
