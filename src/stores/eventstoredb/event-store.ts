import { EventStoreDBClient } from '@eventstore/db-client'
import type { Recorded } from '../../domain/decision.js'
import { StoreUnavailable, type Appended, type EventStore, type ReadOptions } from '../event-store.js'
import { Appends, type Times } from './appends.js'
import { Patience, persistently, within } from './failures.js'
import { Reads } from './reads.js'
import { subscription, type SubscriptionParts } from './subscription.js'

export interface EventStoreDbOptions extends Partial<Times> {
  /** Told why the opening waits, at each try. */
  readonly onWaiting?: (reason: string) => void
  /** ms without an event after which a subscription is asked for. Default: 2,000. */
  readonly quietMs?: number
}

/**
 * Connects to EventStoreDB 22.6 or newer; TLS, credentials and nodes stand in the address (`esdb://name:password@host:2113?tls=true`).
 * Waits for ever, with pauses up to 1 s, until the server can be read. An answer is given up after 3 s, and all is tried again for 8 s.
 * @throws Error for an address that cannot be understood, or credentials that may not read
 */
export async function openEventStoreDb(url: string, options: EventStoreDbOptions = {}): Promise<EventStore> {
  const { answerMs = 3000, patienceMs = 8000, quietMs = 2000, inOrder = false, onWaiting } = options
  const client = EventStoreDBClient.connectionString(url)
  const times = { answerMs, patienceMs, inOrder }
  const reads = new Reads(client, times)
  await persistently(() => reads.headNow(), new Patience(Infinity, onWaiting))
  return new EventStoreDb({ client, reads, quietMs }, new Appends(client, reads, times))
}

class EventStoreDb implements EventStore {
  readonly #closing = new AbortController()
  #closed: Promise<void> | undefined

  constructor(
    private readonly parts: SubscriptionParts,
    private readonly appends: Appends,
  ) {}

  async append(...append: Parameters<EventStore['append']>): Promise<Appended> {
    this.#assertOpen()
    return this.appends.append(...append)
  }

  async *read(stream: string, options?: ReadOptions): AsyncGenerator<Recorded> {
    this.#assertOpen()
    yield* this.parts.reads.stream(stream, options)
  }

  async *readAll(after: number, limit?: number): AsyncGenerator<readonly Recorded[]> {
    this.#assertOpen()
    yield* this.parts.reads.all(after, limit)
  }

  async *subscribe(after: number, signal: AbortSignal): AsyncGenerator<readonly Recorded[]> {
    this.#assertOpen()
    yield* subscription(this.parts, after, AbortSignal.any([signal, this.#closing.signal]))
  }

  async head(): Promise<number> {
    this.#assertOpen()
    return this.parts.reads.head()
  }

  close(): Promise<void> {
    this.#closed ??= this.#close()
    return this.#closed
  }

  async #close(): Promise<void> {
    await this.appends.settled()
    this.#closing.abort()
    const { client } = this.parts
    const freed = async (): Promise<void> => {
      await client.dispose()
      // `dispose` leaves the connection open
      ;(await client['getChannel']()).close()
    }
    // what cannot be ended in a store that is away does not keep the process
    await within(freed(), 1000, 'the end of all calls').catch(() => undefined)
  }

  #assertOpen(): void {
    if (this.#closed) throw new StoreUnavailable('the event store is closed')
  }
}
