import {
  BACKWARDS,
  END,
  ErrorType,
  FORWARDS,
  START,
  isCommandError,
  type AllStreamResolvedEvent,
  type EventStoreDBClient,
  type Position,
  type ReadAllOptions,
  type ReadStreamOptions,
  type ResolvedEvent,
} from '@eventstore/db-client'
import type { Recorded } from '../../domain/decision.js'
import type { ReadOptions } from '../event-store.js'
import type { Times } from './appends.js'
import { buffers, runsOf } from './arrivals.js'
import { isOurs, positionOf, toRecorded, type ClientEvent } from './events.js'
import { NoAnswer, Patience, persistently } from './failures.js'

type Runs<T> = AsyncGenerator<readonly T[]>

const isOfType = (error: unknown, type: ErrorType): boolean =>
  error instanceof Error && isCommandError(error) && error.type === type

/** A position of a record is the same for commit and prepare. */
const atRecord = (position: number): Position => ({ commit: BigInt(position), prepare: BigInt(position) })

/** Version N is revision N − 1. */
const above = (version: number | undefined): ReadStreamOptions => ({
  direction: FORWARDS,
  fromRevision: version === undefined ? START : BigInt(version),
})

/** undefined where nothing can be. */
const below = (version = Infinity): ReadStreamOptions | undefined => {
  if (version <= 1) return undefined
  return { direction: BACKWARDS, fromRevision: version === Infinity ? END : BigInt(version - 2) }
}

/** Events that are asked for first where the wanted one is most likely among the last. */
const FEW = 8

/** The newest event of the server that was looked at, its own too, and which of ours was the last by then. */
interface Seen {
  readonly newest: number
  readonly head: number
}

/** Reads that go on behind the last event given when the connection is lost. */
export class Reads {
  #seen: Seen = { newest: 0, head: 0 }

  constructor(
    private readonly client: EventStoreDBClient,
    private readonly times: Times,
  ) {}

  /** As the port's `read`. */
  async *stream(name: string, options: ReadOptions = {}): AsyncGenerator<Recorded> {
    const { limit = Infinity, ...from } = options
    const runs = this.#persistent(limit, (last, left) =>
      this.#stream(name, { ...from, ...(last && { after: last.version }), ...(left < Infinity && { limit: left }) }),
    )
    for await (const run of runs) yield* run
  }

  /** As the port's `readAll`. */
  all(after: number, limit = Infinity): Runs<Recorded> {
    return this.#persistent(limit, (last, left) => this.#all(last?.position ?? after, left))
  }

  /** As the port's. */
  head(): Promise<number> {
    return persistently(() => this.headNow(), new Patience(this.times.patienceMs))
  }

  /** One try. Looks back no further than the last one did: the server may have written much of its own since our newest event. */
  async headNow(): Promise<number> {
    for (let count = FEW; ; count *= FEW) {
      const found = await this.#among(count)
      if (!found) continue
      this.#seen = found
      return found.head
    }
  }

  /** What is to be `#seen` as far as the newest events tell it, so many at most; undefined where there are more. */
  async #among(count: number): Promise<Seen | undefined> {
    let newest = 0
    let looked = 0
    for await (const run of this.#raw({ direction: BACKWARDS, fromPosition: END, maxCount: count }))
      for (const event of run) {
        const position = positionOf(event)
        newest ||= position
        looked += 1
        if (isOurs(event)) return { newest, head: position }
        if (position <= this.#seen.newest) return { newest, head: this.#seen.head }
      }
    return looked < count ? { newest, head: 0 } : undefined
  }

  /**
   * From where the server gives all that lies above a position. It takes only positions of records; at others it fails, or a subscription
   * stays silent: then this is the last record before.
   */
  async startOf(after: number): Promise<Position | typeof START> {
    if (after === 0) return START
    if (await this.#isRecord(after)) return atRecord(after)
    for await (const run of this.#raw({ direction: BACKWARDS, fromPosition: END })) {
      const before = run.find((event) => positionOf(event) <= after)
      if (before) return atRecord(positionOf(before))
    }
    return START
  }

  async #isRecord(position: number): Promise<boolean> {
    try {
      for await (const [first] of this.#raw({ fromPosition: atRecord(position), maxCount: 1 })) {
        return first !== undefined && positionOf(first) === position
      }
    } catch (error) {
      if (!isOfType(error, ErrorType.UNKNOWN)) throw error
    }
    return false
  }

  async *#persistent(
    limit: number,
    read: (last: Recorded | undefined, left: number) => Runs<Recorded>,
  ): Runs<Recorded> {
    const patience = new Patience(this.times.patienceMs)
    let last: Recorded | undefined
    let left = limit
    while (left > 0) {
      try {
        for await (const run of read(last, left)) {
          last = run.at(-1)
          left -= run.length
          yield run
          patience.progress()
        }
        return
      } catch (error) {
        await patience.after(error)
      }
    }
  }

  async *#stream(name: string, { after, backwards = false, limit }: ReadOptions): Runs<Recorded> {
    const range = backwards ? below(after) : above(after)
    if (!range) return
    const read = this.client.readStream(name, { ...range, ...(limit !== undefined && { maxCount: limit }) }, buffers)
    try {
      for await (const run of runsOf<ResolvedEvent>(read, this.#listening(read))) {
        yield run.flatMap(({ event }) => (event ? [toRecorded(event)] : []))
      }
    } catch (error) {
      if (!isOfType(error, ErrorType.STREAM_NOT_FOUND)) throw error
    }
  }

  async *#all(after: number, limit: number): Runs<Recorded> {
    let left = limit
    for await (const run of this.#raw({ direction: FORWARDS, fromPosition: await this.startOf(after) })) {
      const ours = run.filter((event) => isOurs(event) && positionOf(event) > after).slice(0, left)
      if (ours.length > 0) yield ours.map(toRecorded)
      left -= ours.length
      if (left <= 0) return
    }
  }

  /** All events of the server, its own too. */
  async *#raw(options: ReadAllOptions): Runs<ClientEvent> {
    const read = this.client.readAll(options, buffers)
    for await (const run of runsOf<AllStreamResolvedEvent>(read, this.#listening(read))) {
      yield run.flatMap(({ event }) => (event ? [event] : []))
    }
  }

  #listening(read: { cancel(): Promise<void> }) {
    const { answerMs } = this.times
    return {
      cancel: () => read.cancel(),
      quietMs: answerMs,
      onQuiet: () => {
        throw new NoAnswer(`a read: nothing came in ${answerMs} ms`)
      },
    }
  }
}
