import type { SharedState } from '../stores/shared-state.js'
import type { Attendee } from './presence.js'
import { chunkKey, forEach, indexKey, type Index, type Sockets } from './presence-told.js'

export const visitorTopic = (visitor: string): string => `visitor_${visitor}`

/** `user` or `visitor`, and his id. */
export type Person = `${Attendee['kind']} ${string}`

const NOBODY: ReadonlyMap<Person, number> = new Map()

/** What a socket counts in: conversations, and the visitor. */
const topicsOf = (attendee: Attendee | undefined): ReadonlySet<string> => {
  if (!attendee) return new Set()
  const { kind, id, places } = attendee
  return new Set(kind === 'visitor' ? [...places, visitorTopic(id)] : places)
}

/** What this process has heard of the sockets of another one. */
export class PresenceHeard {
  readonly #versions = new Map<string, number>()
  readonly #chunks = new Map<string, Sockets>()
  /** How many sockets a person has, by what they count in. */
  readonly #by = new Map<string, Map<Person, number>>()

  /** What sockets were written, by user and socket. */
  readonly #heard = new Map<string, Map<string, Attendee['heard']>>()

  /** @param moved takes up the topics in which somebody has come or gone */
  constructor(
    private readonly name: string,
    private readonly shared: SharedState,
    private readonly moved: Set<string>,
  ) {}

  /** Reads what has changed. */
  async hear(): Promise<void> {
    const text = await this.shared.get(indexKey(this.name))
    const index = JSON.parse(text ?? '{}') as Index
    for (const chunk of [...this.#chunks.keys()]) if (index[chunk] === undefined) this.#drop(chunk)
    const changed = Object.entries(index).filter(([chunk, version]) => version !== this.#versions.get(chunk))
    await forEach(changed, async ([chunk, version]) => {
      const sockets = await this.shared.get(chunkKey(this.name, chunk))
      // one that is not there is about to be written again
      if (sockets !== undefined) this.#take(chunk, version, JSON.parse(sockets) as Sockets)
    })
  }

  #take(chunk: string, version: number, after: Sockets): void {
    const before = this.#chunks.get(chunk) ?? {}
    this.#chunks.set(chunk, after)
    this.#versions.set(chunk, version)
    for (const socket of new Set([...Object.keys(before), ...Object.keys(after)]))
      this.#move(socket, before[socket], after[socket])
  }

  #drop(chunk: string): void {
    this.#take(chunk, 0, {})
    this.#chunks.delete(chunk)
  }

  #move(socket: string, before: Attendee | undefined, after: Attendee | undefined): void {
    const { kind, id } = (after ?? before)!
    const person: Person = `${kind} ${id}`
    if (kind === 'user') this.#note(id, socket, after?.heard)
    const [was, is] = [topicsOf(before), topicsOf(after)]
    for (const topic of was) if (!is.has(topic)) this.#count(topic, person, -1)
    for (const topic of is) if (!was.has(topic)) this.#count(topic, person, 1)
  }

  #note(user: string, socket: string, heard: Attendee['heard'] | undefined): void {
    const sockets = this.#heard.get(user) ?? new Map<string, Attendee['heard']>()
    if (heard) sockets.set(socket, heard)
    else sockets.delete(socket)
    if (sockets.size > 0) this.#heard.set(user, sockets)
    else this.#heard.delete(user)
  }

  #count(topic: string, person: Person, by: 1 | -1): void {
    const there = this.#by.get(topic) ?? new Map<Person, number>()
    const sockets = (there.get(person) ?? 0) + by
    if (sockets === 0 || !there.has(person)) this.moved.add(topic)
    if (sockets === 0) there.delete(person)
    else there.set(person, sockets)
    if (there.size === 0) this.#by.delete(topic)
    else this.#by.set(topic, there)
  }

  /** Who counts in this, each with how many sockets. */
  in(topic: string): ReadonlyMap<Person, number> {
    return this.#by.get(topic) ?? NOBODY
  }

  /** What each socket of this user was written. */
  heardBy(user: string): readonly Attendee['heard'][] {
    return [...(this.#heard.get(user)?.values() ?? [])]
  }

  /** Nobody is connected there any more. */
  forget(): void {
    for (const chunk of [...this.#chunks.keys()]) this.#drop(chunk)
  }
}
