/** What happened, in the past tense. `data` is plain JSON. */
export interface Event {
  readonly type: string
  readonly data: object
}

/** Names one event: `Is<'RoomDissolved', { by: string }>`. */
export interface Is<Type extends string, Data extends object> {
  readonly type: Type
  readonly data: Data
}

/** Milliseconds since 1970, set by the process that appends. */
export type Time = number

/** What is stored beside an event; `at` is the only time in use. */
export interface Metadata {
  readonly at: Time
  /** A user's id, `operator`, `server`, or absent for a visitor. */
  readonly actor?: string
  readonly session?: string
  /** The request it came with; `key:…` where the request carried an Idempotency-Key. */
  readonly request?: string
  /** Id of the event that this one follows from. */
  readonly cause?: string
}

/** An event as the log gives it back. */
export type Recorded<E extends Event = Event> = E & {
  /** Increases along the whole log; a safe integer; differs from store to store. */
  readonly position: number
  readonly stream: string
  /** 1, 2, 3 … along the stream. */
  readonly version: number
  readonly id: string
  readonly metadata: Metadata
}

/**
 * Changes the state it is given and returns it; total, never throws, constant time.
 * `at` is the event's own time.
 */
export type Fold<S, E extends Event> = (state: S, event: E, at: Time) => S

/** A rule: what follows from a state. The same request twice yields []. What may not be is a Rejection. */
export type Decision<E extends Event, S> = (state: Readonly<S>) => readonly E[]

/** What a module of an aggregate offers to the kernel. */
export interface Aggregate<S, E extends Event> {
  readonly initial: () => S
  readonly evolve: Fold<S, E>
}

/** Why a rule refuses: a word; `api/results.ts` gives it a code and a text. */
export type Reason =
  | 'unavailable'
  | 'bad-parameter'
  | 'missing-parameter'
  | 'bad-session'
  | 'signed-out'
  | 'malformed'
  | 'unknown-device'
  | 'taken-over'
  | 'too-fast'
  | 'unknown-user'
  | 'bad-token'
  | 'may-not-announce'
  | 'muted'
  | 'visitor-may-not-speak'
  | 'bad-credentials'
  | 'already-friends'
  | 'not-friends'
  | 'request-already-answered'
  | 'no-such-request'
  | 'is-oneself'
  | 'may-not-delete'
  | 'too-old-to-recall'
  | 'no-such-room-message'
  | 'no-such-friend-message'
  | 'not-allowed'
  | 'not-staff'
  | 'packet-failed'
  | 'packet-empty'
  | 'already-registered'
  | 'newcomers-only'
  | 'wrong-mark'
  | 'no-such-packet'
  | 'wrong-code'
  | 'code-expired'
  | 'share-already-taken'
  | 'packet-not-for-you'
  | 'packet-expired'
  | 'application-already-answered'
  | 'no-such-group'
  | 'not-in-group'
  | 'already-a-member'
  | 'no-such-room'
  | 'may-not-invite'
  | 'joining-forbidden'
  | 'owner-may-not-leave'
  | 'not-a-member'
  | 'adding-friends-forbidden'
  | 'room-full'
  | 'network'
  | 'sms-failed'
  | 'internal'

/** Thrown by a rule for what a caller may not do. Anything else thrown is a bug. */
export class Rejection extends Error {
  /** @param detail for the developer of a client; never shows internals */
  constructor(
    readonly reason: Reason,
    readonly detail?: string,
  ) {
    super(detail === undefined ? reason : `${reason}: ${detail}`)
  }
}
