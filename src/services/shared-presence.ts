import { setTimeout as pause } from 'node:timers/promises'
import type { Id } from '../domain/ids.js'
import type { SharedState } from '../stores/shared-state.js'
import type { Attendance, Presence } from './presence.js'

const ROUND_MS = 250
/** Who the others are is asked at every so many rounds. */
const ROUNDS = 8
/** So long others believe what a process has told last, and so often it tells it anew. */
const BELIEVED_MS = 5_000
const TELL_EVERY_MS = 1_000

const keyOf = (node: number): string => `presence:${node}`

const empty: Attendance = { rooms: {}, groups: {}, visitors: [] }

/** What is told of one process, and the text it was read from. */
interface Told {
  readonly text: string
  readonly attendance: Attendance
}

export interface SharedPresenceParts {
  readonly node: number
  readonly shared: SharedState
  /** The numbers of all processes. */
  readonly nodes: () => Promise<readonly number[]>
  /** Who is connected to this process, and a number that changes with it. */
  readonly here: { readonly presence: Presence; attendance(): Attendance; readonly changes: number }
  /** Told of rooms in which others have come or gone. */
  readonly onChanged: (rooms: readonly Id[]) => void
  readonly onTrouble: (sentence: string) => void
}

const differing = (before: Attendance, after: Attendance): readonly Id[] =>
  [...new Set([...Object.keys(before.rooms), ...Object.keys(after.rooms)])].filter(
    (room) => before.rooms[room]?.join() !== after.rooms[room]?.join(),
  )

/** Who is connected to any process: each one tells the others through shared state, four times a second where something has changed. */
export class SharedPresence implements Presence {
  readonly #others = new Map<number, Told>()
  readonly #stop = new AbortController()
  #told = { changes: -1, at: -Infinity }
  #nodes: readonly number[] = []
  #rounds = 0
  #going: Promise<void> = Promise.resolve()

  constructor(private readonly parts: SharedPresenceParts) {}

  start(): void {
    this.#going = this.#go()
  }

  async #go(): Promise<void> {
    const { signal } = this.#stop
    while (!signal.aborted) {
      await Promise.all([this.#tell(), this.#listen()]).catch((error: unknown) =>
        this.parts.onTrouble(`who is connected could not be shared: ${String(error)}`),
      )
      await pause(ROUND_MS, undefined, { signal }).catch(() => undefined)
    }
  }

  async #tell(): Promise<void> {
    const { here, shared, node } = this.parts
    const { changes } = here
    const now = performance.now()
    if (changes === this.#told.changes && now < this.#told.at + TELL_EVERY_MS) return
    await shared.put(keyOf(node), JSON.stringify(here.attendance()), BELIEVED_MS)
    this.#told = { changes, at: now }
  }

  async #listen(): Promise<void> {
    const { node: own, shared, onChanged } = this.parts
    if (this.#rounds++ % ROUNDS === 0) this.#nodes = (await this.parts.nodes()).filter((node) => node !== own)
    const asked = [...new Set([...this.#nodes, ...this.#others.keys()])]
    const texts = await Promise.all(asked.map((node) => shared.get(keyOf(node))))
    const changed = asked.flatMap((node, index) => this.#take(node, texts[index]))
    if (changed.length > 0) onChanged([...new Set(changed)])
  }

  #take(node: number, text: string | undefined): readonly Id[] {
    const before = this.#others.get(node)
    if (before?.text === text) return []
    const attendance = text === undefined ? empty : (JSON.parse(text) as Attendance)
    if (text === undefined) this.#others.delete(node)
    else this.#others.set(node, { text, attendance })
    return differing(before?.attendance ?? empty, attendance)
  }

  #attendances(): readonly Attendance[] {
    return [...this.#others.values()].map(({ attendance }) => attendance)
  }

  onlineIn(room: Id): ReadonlySet<Id> {
    const elsewhere = this.#attendances().flatMap(({ rooms }) => rooms[room] ?? [])
    return new Set([...this.parts.here.presence.onlineIn(room), ...elsewhere])
  }

  inGroup(group: Id): ReturnType<Presence['inGroup']> {
    const here = this.parts.here.presence.inGroup(group)
    const elsewhere = this.#attendances().flatMap(({ groups }) => groups[group] ?? [])
    return {
      users: new Set([...here.users, ...elsewhere.flatMap(({ users }) => users)]),
      visitors: new Set([...here.visitors, ...elsewhere.flatMap(({ visitors }) => visitors)]),
    }
  }

  isVisiting(visitor: string): boolean {
    const { presence } = this.parts.here
    return presence.isVisiting(visitor) || this.#attendances().some(({ visitors }) => visitors.includes(visitor))
  }

  socketsOf(user: Id, session: Id): number {
    return this.parts.here.presence.socketsOf(user, session)
  }

  runsOf(user: Id): ReturnType<Presence['runsOf']> {
    return this.parts.here.presence.runsOf(user)
  }

  async close(): Promise<void> {
    this.#stop.abort()
    await this.#going
    await this.parts.shared.remove(keyOf(this.parts.node)).catch(() => undefined)
  }
}
