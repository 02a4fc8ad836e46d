import { setTimeout as pause } from 'node:timers/promises'
import type { Id } from '../domain/ids.js'
import type { SharedState } from '../stores/shared-state.js'

/** Of one session (`product.md 3`, Sign-in). */
const MOST = 5
const KEPT_MS = 30 * 24 * 60 * 60_000
const TELL_AGAIN_MS = 1_000
/** So long a place is waited for. */
const PATIENCE_MS = 1_000
const ASK_AGAIN_MS = 100

const keyOf = (session: Id): string => `sockets:${session}`
const socketsIn = (stored: string | undefined): readonly string[] =>
  stored === undefined ? [] : (JSON.parse(stored) as string[])
const processOf = (socket: string): string => socket.slice(0, socket.indexOf('/'))

export interface SessionSocketsParts {
  readonly shared: Pick<SharedState, 'get' | 'swap'>
  /** What this process is known by, for its life. */
  readonly self: string
  /** What all processes that serve at this moment are known by. */
  readonly serving: () => Promise<ReadonlySet<string>>
}

/** The open sockets of each session, at most 5 over all processes: in shared state each one stands as its process and a number. */
export class SessionSockets {
  #numbers = 0
  #closed = false

  constructor(private readonly parts: SessionSocketsParts) {}

  /**
   * Takes a place, which a tab that is opened again may get a moment before the old one has left it; what to leave it by, or undefined where
   * there is none. Rejects when shared state is away.
   */
  async enter(session: Id): Promise<string | undefined> {
    const socket = `${this.parts.self}/${++this.#numbers}`
    let isTried = false
    const withIt = async (there: readonly string[]) => {
      const all = await this.#with(socket, there)
      isTried ||= all !== undefined
      return all
    }
    try {
      for (const end = performance.now() + PATIENCE_MS; performance.now() < end; await pause(ASK_AGAIN_MS))
        if (await this.#change(session, withIt)) return socket
    } catch (error) {
      if (isTried) this.leave(session, socket)
      throw error
    }
    return undefined
  }

  /** Shared state is told of it as soon as it is there. */
  leave(session: Id, socket: string): void {
    void this.#forget(session, socket)
  }

  /** Whether it has one in another process. */
  async isElsewhere(session: Id): Promise<boolean> {
    const others = socketsIn(await this.parts.shared.get(keyOf(session))).filter(
      (each) => processOf(each) !== this.parts.self,
    )
    if (others.length === 0) return false
    const serving = await this.parts.serving()
    return others.some((each) => serving.has(processOf(each)))
  }

  /** Tells nothing more: a process that does not serve holds no place. */
  close(): void {
    this.#closed = true
  }

  async #forget(session: Id, socket: string): Promise<void> {
    while (!this.#closed)
      try {
        await this.#change(session, (there) => there.filter((each) => each !== socket))
        return
      } catch {
        await pause(TELL_AGAIN_MS, undefined, { ref: false })
      }
  }

  async #with(socket: string, there: readonly string[]): Promise<readonly string[] | undefined> {
    if (there.length < MOST) return [...there, socket]
    // who was killed has left nothing
    const serving = await this.parts.serving()
    const open = there.filter((each) => serving.has(processOf(each)))
    return open.length < MOST ? [...open, socket] : undefined
  }

  /** False where there is nothing to change to. */
  async #change(
    session: Id,
    next: (there: readonly string[]) => readonly string[] | undefined | Promise<readonly string[] | undefined>,
  ): Promise<boolean> {
    const { shared } = this.parts
    for (;;) {
      const stored = await shared.get(keyOf(session))
      const changed = await next(socketsIn(stored))
      if (!changed) return false
      const forMs = changed.length > 0 ? KEPT_MS : 0
      if (await shared.swap(keyOf(session), stored, JSON.stringify(changed), forMs)) return true
    }
  }
}
