import type { Time } from '../domain/decision.js'
import type { Id } from '../domain/ids.js'
import { Recent } from './recent.js'

/** How many messages at once, and ms until one more is allowed (`behaviour.md 4.9`). `burst` 0: no limit. */
export interface Rate {
  readonly burst: number
  readonly refillMs: number
}

interface Bucket {
  tokens: number
  /** When `tokens` was right. */
  at: Time
  /** Keys of the last accepted messages, oldest first. */
  readonly accepted: Set<string>
}

const REMEMBERED = 100
const USERS = 50_000
const IDLE_MS = 600_000

/** A token bucket per user for event 0; a repeat of one of his last 100 accepted messages is free. Idle users are forgotten. */
export class RateLimit {
  readonly #buckets = new Recent<Bucket>(USERS)
  readonly #idleMs: number
  #agedAt = 0

  constructor(
    private readonly rate: Rate,
    private readonly now: () => Time,
  ) {
    this.#idleMs = Math.max(IDLE_MS, rate.burst * rate.refillMs)
  }

  /** Whether this user may send this now; takes a token if that costs one. `key`: what names the message, "" where nothing does. */
  allows(user: Id, key: string): boolean {
    if (this.rate.burst === 0) return true
    const bucket = this.#bucketOf(user)
    if (key !== '' && bucket.accepted.has(key)) return true
    if (bucket.tokens < 1) return false
    bucket.tokens -= 1
    return true
  }

  /** Notes that a message was accepted: its repeats are free. */
  accepted(user: Id, key: string): void {
    if (this.rate.burst === 0 || key === '') return
    const { accepted } = this.#bucketOf(user)
    accepted.add(key)
    if (accepted.size <= REMEMBERED) return
    const [oldest = ''] = accepted
    accepted.delete(oldest)
  }

  #bucketOf(user: Id): Bucket {
    const at = this.now()
    if (at - this.#agedAt > this.#idleMs) {
      this.#buckets.age()
      this.#agedAt = at
    }
    const bucket = this.#buckets.get(user)
    if (!bucket) return this.#open(user, at)
    const gained = (at - bucket.at) / this.rate.refillMs
    bucket.tokens = Math.min(this.rate.burst, bucket.tokens + gained)
    bucket.at = at
    return bucket
  }

  #open(user: Id, at: Time): Bucket {
    const bucket: Bucket = { tokens: this.rate.burst, at, accepted: new Set() }
    this.#buckets.set(user, bucket)
    return bucket
  }
}
