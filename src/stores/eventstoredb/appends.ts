import type { EventStoreDBClient } from '@eventstore/db-client'
import { VersionConflict, type Appended, type NewEvent } from '../event-store.js'
import { proposal, type Proposal } from './batch-request.js'
import { BatchAppends } from './batch.js'
import { safePosition } from './events.js'
import { Patience, persistently } from './failures.js'
import type { Reads } from './reads.js'

export interface Times {
  /** ms after which an answer is given up. */
  readonly answerMs: number
  /** ms for which what failed is tried again. */
  readonly patienceMs: number
  /** Appends of different streams take effect in the order of the calls too: none is tried again, and all fail once the connection is lost. */
  readonly inOrder: boolean
}

const nothing = (): void => undefined
const always = (): boolean => true

/** Appends that are repeated with the same ids until it is known what became of them, one at a time per stream. */
export class Appends {
  readonly #batch: BatchAppends
  readonly #last = new Map<string, Promise<void>>()

  constructor(
    client: EventStoreDBClient,
    private readonly reads: Reads,
    private readonly times: Times,
  ) {
    this.#batch = new BatchAppends(client, times.answerMs, times.inOrder)
  }

  /** As the port's. */
  async append(
    stream: string,
    events: readonly NewEvent[],
    expected: number,
    mayWrite: () => boolean = always,
  ): Promise<Appended> {
    const proposed = proposal(stream, events, expected)
    const ids = events.map(({ id }) => id)
    const before = this.#last.get(stream)
    const { inOrder, patienceMs } = this.times
    const append = () => persistently(() => this.#once(proposed, ids, mayWrite), new Patience(inOrder ? 0 : patienceMs))
    const done = before && !inOrder ? before.then(append) : append()
    const settled = done.then(nothing, nothing)
    this.#last.set(stream, settled)
    void settled.then(() => this.#last.get(stream) === settled && this.#last.delete(stream))
    return done
  }

  /** Resolves when nothing is under way. */
  async settled(): Promise<void> {
    await Promise.all(this.#last.values())
  }

  async #once(proposed: Proposal, ids: readonly string[], mayWrite: () => boolean): Promise<Appended> {
    const { stream, expected } = proposed
    const outcome = await this.#batch.append(proposed, mayWrite)
    if ('version' in outcome && outcome.position !== undefined) {
      return { version: outcome.version, position: safePosition(outcome.position) }
    }
    const stored = await this.#stored(stream, expected, ids)
    if (stored) return stored
    throw 'conflictsWith' in outcome
      ? new VersionConflict(stream, expected, outcome.conflictsWith)
      : new Error(`an append to ${stream} cannot be read yet`)
  }

  /** Where these very events stand behind that version. */
  async #stored(stream: string, after: number, ids: readonly string[]): Promise<Appended | undefined> {
    let same = 0
    for await (const { id, version, position } of this.reads.stream(stream, { after, limit: ids.length })) {
      if (id !== ids[same]) return undefined
      same++
      if (same === ids.length) return { version, position }
    }
    return undefined
  }
}
