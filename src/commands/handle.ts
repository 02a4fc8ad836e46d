import type { Projection } from '../projections/projection.js'
import type { Aggregate, Decision, Event, Metadata, Recorded } from '../domain/decision.js'

/** An aggregate as the kernel keeps it. `tail`: read from its end, back to the first event that the read models know. */
export interface Kept<S, E extends Event> extends Aggregate<S, E> {
  readonly tail?: true
  /** Bytes that a folded state takes, roughly; 500 where it is not given. */
  readonly weigh?: (state: S) => number
  /** Forgets the older half of what only matters until the read models know it; called when they know all of that half. */
  readonly forget?: (state: S) => void
}

/** The folded state of a stream as this process knows it now; synchronous, so that several are of one moment. */
export type Facts = <S, E extends Event>(stream: string, aggregate: Kept<S, E>) => Readonly<S>

/** One command on one stream. */
export interface Command<S, E extends Event> {
  /** Commands with the same key take turns: room id, pair, packet, user. */
  readonly key: string
  readonly stream: string
  readonly aggregate: Kept<S, E>
  /** The same command has the same id: its events are looked for by it. */
  readonly id: string
  readonly metadata: Omit<Metadata, 'at'>
  /** It came with an Idempotency-Key: a repeat is answered with the events of the first try, at any age. */
  readonly once?: true
  /**
   * Gives the rule; asked anew at each try, in the same tick that hands the append over. Facts of other aggregates come from `facts`
   * (loaded when they are missing, and the rule asked again). What it throws is the command's answer.
   */
  readonly decide: (facts: Facts, found: unknown) => Decision<E, S>
  /** Streams whose newest events the rule must know of, also those that another process has written. */
  readonly fresh?: readonly string[]
  /** A document asked for before the turn decides, with those of all its commands in one call: it is `found`. */
  readonly lookUp?: { readonly model: Projection<object>; readonly key: string }
}

/** What a command did: its events, now or at its first try; none where there was nothing to do. */
export interface Outcome<E extends Event = Event> {
  readonly events: readonly Recorded<E>[]
  /** Log position that must be visible for a reader to see the effect. */
  readonly position: number
}

export interface Kernel {
  /**
   * Takes its turn, decides, appends; on a conflict looks first for events of this very command, then decides again.
   * Rejects with the rule's Rejection, or `unavailable` when the store cannot be reached (a repeat with the same id is safe).
   */
  handle<S, E extends Event>(command: Command<S, E>): Promise<Outcome<E>>
  /** The folded state of a stream as of now; not to be changed. */
  load<S, E extends Event>(stream: string, aggregate: Kept<S, E>): Promise<Readonly<S>>
  /** As load, with everything that is on disk by now, also from other processes: for who would refuse. */
  fresh<S, E extends Event>(stream: string, aggregate: Kept<S, E>): Promise<Readonly<S>>
  /** What `question` answers on facts of one moment, those that it is answered in; loaded first where they are missing. */
  ask<T>(question: (facts: Facts) => T): Promise<T>
  /** Resolves when every command decided up to now is on disk or has failed. */
  settled(): Promise<void>
}
