import type { Event, Metadata, Recorded } from '../domain/decision.js'

/** An event on its way in. `id` is a UUID that a repeat of the same command makes again. */
export type NewEvent<E extends Event = Event> = E & { readonly id: string; readonly metadata: Metadata }

/** Where an append's last event stands. */
export interface Appended {
  readonly version: number
  readonly position: number
}

/** The stream is not at the expected version, and these very events do not stand behind it. Nothing was written. */
export class VersionConflict extends Error {
  constructor(
    readonly stream: string,
    readonly expected: number,
    readonly actual: number,
  ) {
    super(`${stream} is at version ${actual}, not ${expected}`)
  }
}

/** Nothing was written, or it is not known whether: a repeat with the same ids tells. */
export class StoreUnavailable extends Error {}

export interface ReadOptions {
  /** Exclusive: forwards only versions above it, backwards only versions below it. Default: from the beginning (the end). */
  readonly after?: number
  readonly backwards?: boolean
  readonly limit?: number
}

/** The log: the only truth. Positions increase along the log, versions count 1, 2, 3 … along a stream. */
export interface EventStore {
  /**
   * Appends all of `events` or none, at the end of a stream that is at `expectedVersion` (0: must not exist).
   * Resolves when they are on disk; who reads sees them from then on. Appends to one stream take effect in the order of the calls.
   * The same ids at the same versions again succeed with their first version and position, at any age.
   * Rejects with VersionConflict or StoreUnavailable. An append of no events, or of over 1 MiB, is a bug of the caller (TypeError).
   * @param mayWrite asked before each try by a store that may have to wait or to try again: `false` ends it with StoreUnavailable. Default: it may
   */
  append(
    stream: string,
    events: readonly NewEvent[],
    expectedVersion: number,
    mayWrite?: () => boolean,
  ): Promise<Appended>

  /** One stream in order of versions; nothing for one that does not exist. Only what is on disk. */
  read(stream: string, options?: ReadOptions): AsyncIterable<Recorded>

  /**
   * All events above a position in order of positions, in runs as they are at hand (1 to 1,000 events), up to what is on disk at the
   * end; with `limit`, at most so many events.
   */
  readAll(after: number, limit?: number): AsyncIterable<readonly Recorded[]>

  /**
   * As readAll, and then goes on with what comes, each event once, in order, until `signal` ends it (it then simply ends).
   * Takes the next run when the consumer asks for it (back-pressure); what waits is not held in memory beyond one run.
   * Throws when the connection is lost: `follow.ts` begins again behind the last one taken.
   */
  subscribe(after: number, signal: AbortSignal): AsyncIterable<readonly Recorded[]>

  /** Position of the last event on disk; 0 for an empty log. */
  head(): Promise<number>

  /** Settles what is under way, then frees everything. Appends after it reject with StoreUnavailable. */
  close(): Promise<void>
}
