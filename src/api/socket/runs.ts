import type { Core } from '../../commands/context.js'
import { asServer, visible } from '../../commands/perform.js'
import { moveReaders } from '../../commands/reader.js'
import type { ConversationId, Id } from '../../domain/ids.js'
import type { Move } from '../../domain/reader.js'
import { runsInOrder, type Run } from '../../services/presence.js'
import type { Audience, Seat } from './audience.js'
import type { Connection } from './connection.js'

const STORE_AFTER_MS = 200
const STORE_LIVE_EVERY_MS = 60_000
const AT_ONCE = 32

type Taken = { readonly user: Id; readonly conversation: ConversationId; readonly run: Run }

const liveRun = ({ from, end, channel }: Seat): Run | undefined => {
  const to = end ?? channel.last
  return from === 0 || to < from ? undefined : { from, to }
}

/** What was written to sockets and `readers` does not know yet (`DESIGN.md 3`, Unread). Stored on disconnect and once a minute. */
export class Runs {
  /** What is to be stored, or is being stored: counted from `#byUser` until readers see it. */
  readonly #waiting = new Set<Taken>()
  readonly #byUser = new Map<Id, Set<Taken>>()
  #storing: Promise<void> = Promise.resolve()
  #soon: NodeJS.Timeout | undefined
  readonly #timer: NodeJS.Timeout

  constructor(
    private readonly core: Core,
    private readonly audience: Audience,
    private readonly failed: (error: unknown) => void,
  ) {
    this.#timer = setInterval(() => void this.store(true), STORE_LIVE_EVERY_MS).unref()
  }

  /** Notes messages `from` to `to` as written to a socket of this user, and stores that soon. */
  add(user: Id, conversation: ConversationId, run: Run): void {
    this.#keep({ user, conversation, run })
    this.#soon ??= setTimeout(() => void this.store(false), STORE_AFTER_MS).unref()
  }

  #keep(taken: Taken): void {
    this.#waiting.add(taken)
    const own = this.#byUser.get(taken.user) ?? new Set()
    this.#byUser.set(taken.user, own.add(taken))
  }

  /** As add, for a catch-up: live runs behind it, stored or not, are applied once more after it. */
  addOlder(user: Id, conversation: ConversationId, run: Run): void {
    this.add(user, conversation, run)
    for (const connection of this.audience.connectionsOf(user)) {
      const seat = connection.seats.get(conversation)
      if (seat) seat.stored = 0
    }
  }

  /** The live runs of a connection that ends. */
  finish(connection: Connection): void {
    for (const seat of connection.seats.values()) {
      const run = liveRun(seat)
      if (run && run.to > seat.stored) this.add(connection.user, seat.channel.conversation, run)
    }
  }

  /** Runs of a user by conversation, in order of `from`. */
  of(user: Id): Map<ConversationId, Run[]> {
    const waiting = [...(this.#byUser.get(user) ?? [])].map(({ conversation, run }) => [conversation, run] as const)
    const seats = this.audience.connectionsOf(user).flatMap((connection) => [...connection.seats.values()])
    const live = seats.flatMap((seat) => {
      const run = liveRun(seat)
      return run ? [[seat.channel.conversation, run] as const] : []
    })
    return runsInOrder([...waiting, ...live])
  }

  /** Stores what is finished, and with `live` also the runs that go on. Never rejects: what fails is tried again the next time. */
  store(live: boolean): Promise<void> {
    clearTimeout(this.#soon)
    this.#soon = undefined
    this.#storing = this.#storing.then(() => this.#storeNow(live))
    return this.#storing
  }

  async #storeNow(live: boolean): Promise<void> {
    if (live) this.#keepLive()
    const all = [...this.#waiting]
    const byConversation = [...grouped(all, ({ conversation }) => conversation)]
    const worker = async (): Promise<void> => {
      for (let next = byConversation.pop(); next; next = byConversation.pop())
        if (await this.#storeOne(...next)) next[1].forEach((taken) => this.#drop(taken))
    }
    await Promise.all(Array.from({ length: AT_ONCE }, worker))
  }

  /** Live runs that have grown since they were last kept: they go on being counted, also when their connection ends meanwhile. */
  #keepLive(): void {
    const connections = [...this.audience.guests()].flatMap((guest) => guest.connections)
    for (const seat of connections.flatMap(({ seats }) => [...seats.values()])) {
      const run = liveRun(seat)
      if (!run || run.to <= seat.stored) continue
      seat.stored = run.to
      this.#keep({ user: seat.connection.user, conversation: seat.channel.conversation, run })
    }
  }

  /** Whether it is stored and can be read. */
  async #storeOne(conversation: ConversationId, all: readonly Taken[]): Promise<boolean> {
    const context = asServer(this.core)
    try {
      await moveReaders(context, conversation, movesOf(all))
      await visible(context)
      return true
    } catch (error) {
      this.failed(error)
      return false
    }
  }

  #drop(taken: Taken): void {
    this.#waiting.delete(taken)
    const own = this.#byUser.get(taken.user)
    own?.delete(taken)
    if (own?.size === 0) this.#byUser.delete(taken.user)
  }

  /** Stores everything and ends. */
  async close(): Promise<void> {
    clearInterval(this.#timer)
    await this.store(true)
  }
}

const grouped = (all: readonly Taken[], by: (taken: Taken) => string): Map<string, Taken[]> => {
  const groups = new Map<string, Taken[]>()
  for (const taken of all) {
    const group = groups.get(by(taken))
    if (group) group.push(taken)
    else groups.set(by(taken), [taken])
  }
  return groups
}

/** Equal runs of several users are one move; everybody's are in order of `from`, else what comes before would seem to be missing. */
const movesOf = (all: readonly Taken[]): Move[] =>
  [...grouped(all, ({ run }) => `${run.from}-${run.to}`).values()]
    .map((same) => ({
      from: same[0]?.run.from ?? 0,
      to: same[0]?.run.to ?? 0,
      users: [...new Set(same.map(({ user }) => user))],
    }))
    .sort((one, other) => one.from - other.from)
