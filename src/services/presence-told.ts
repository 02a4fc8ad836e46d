import { createHash } from 'node:crypto'
import type { SharedState } from '../stores/shared-state.js'
import type { Attendee, Moved } from './presence.js'

/** So long others believe what a process has told last, and so often it says that it still holds. */
const BELIEVED_MS = 5_000
const TELL_EVERY_MS = 1_000
/** So long a chunk is there; it is written anew in time, also where it has not changed. */
const KEPT_MS = 60_000
const AT_ONCE = 8

/** Which chunks there are, and a version of each: no two of a process have the same. */
export type Index = Readonly<Record<string, number>>
/** Sockets by id. */
export type Sockets = Readonly<Record<string, Attendee>>

export const indexKey = (self: string): string => `presence:${self}`
export const chunkKey = (self: string, chunk: string): string => `presence:${self}:${chunk}`

/** One of 256: of 10,000 sockets in 20 rooms each it has 20 to 40 kB. */
const chunkOf = (socket: string): string => createHash('sha256').update(socket).digest('hex').slice(0, 2)

/** Does it for all, some at once; rejects when all that was begun has ended. */
export const forEach = async <T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> => {
  for (let at = 0; at < items.length; at += AT_ONCE) {
    const done = await Promise.allSettled(items.slice(at, at + AT_ONCE).map(work))
    for (const each of done) if (each.status === 'rejected') throw each.reason
  }
}

interface Chunk {
  readonly sockets: Map<string, Attendee>
  isChanged: boolean
  /** As it was written last. */
  text: string
  version: number
  at: number
}

/**
 * What a process tells the others of its sockets: chunks by a hash of the socket, so that each coming and going rewrites one of them, and
 * an index of the chunks, written after them. All stand under what the process is known by for its life: no other one ever writes there.
 */
export class PresenceTold {
  readonly #moved = new Map<string, () => Attendee | undefined>()
  readonly #chunks = new Map<string, Chunk>()
  #versions = 0
  #index = { text: '', at: -Infinity }

  constructor(
    private readonly self: string,
    private readonly shared: SharedState,
  ) {}

  readonly moved: Moved = (socket, attendee) => void this.#moved.set(socket, attendee)

  /** Writes what has changed. What fails is written the next time. */
  async tell(): Promise<void> {
    for (const [socket, attendee] of this.#moved) this.#note(socket, attendee())
    this.#moved.clear()
    await forEach([...this.#chunks], ([name, chunk]) => this.#write(name, chunk))
    const text = JSON.stringify(Object.fromEntries([...this.#chunks].map(([name, { version }]) => [name, version])))
    const at = performance.now()
    if (text === this.#index.text && at < this.#index.at + TELL_EVERY_MS) return
    await this.shared.put(indexKey(this.self), text, BELIEVED_MS)
    this.#index = { text, at }
  }

  #note(socket: string, attendee: Attendee | undefined): void {
    const name = chunkOf(socket)
    const chunk = this.#chunks.get(name) ?? { sockets: new Map(), isChanged: true, text: '', version: 0, at: -Infinity }
    if (attendee) chunk.sockets.set(socket, attendee)
    else chunk.sockets.delete(socket)
    chunk.isChanged = true
    if (chunk.sockets.size > 0) this.#chunks.set(name, chunk)
    else this.#chunks.delete(name)
  }

  async #write(name: string, chunk: Chunk): Promise<void> {
    const at = performance.now()
    const isDue = at > chunk.at + KEPT_MS / 2
    if (!chunk.isChanged && !isDue) return
    const text = JSON.stringify(Object.fromEntries(chunk.sockets))
    if (text !== chunk.text || isDue) {
      await this.shared.put(chunkKey(this.self, name), text, KEPT_MS)
      Object.assign(chunk, { text, at, version: ++this.#versions })
    }
    chunk.isChanged = false
  }

  /** Nobody is connected any more. */
  async end(): Promise<void> {
    await this.shared.remove(indexKey(this.self))
    await forEach([...this.#chunks.keys()], (name) => this.shared.remove(chunkKey(this.self, name)))
  }
}
