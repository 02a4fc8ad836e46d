import type { Time } from '../../domain/decision.js'
import type { Id } from '../../domain/ids.js'
import { roomConversation } from '../../domain/ids.js'
import type { Audience } from './audience.js'
import type { Outbox } from './outbox.js'
import { jsonFrame } from './text-frame.js'

const DELAY_MS = 1000

/** Event 24: how many members of a room are online, to those; at most once a second per room (`behaviour.md 3.2`). */
export class OnlineCounts {
  #changed = new Set<Id>()
  #timer: NodeJS.Timeout | undefined

  constructor(
    private readonly audience: Audience,
    /** Members of a room with a socket in any process. */
    private readonly onlineIn: (room: Id) => ReadonlySet<Id>,
    private readonly outbox: Outbox,
    private readonly now: () => Time,
  ) {}

  /** Who is online in these rooms has changed. */
  note(rooms: Iterable<Id>): void {
    for (const room of rooms) this.#changed.add(room)
    if (this.#changed.size > 0) this.#timer ??= setTimeout(() => this.#tell(), DELAY_MS).unref()
  }

  #tell(): void {
    this.#timer = undefined
    const rooms = this.#changed
    this.#changed = new Set()
    for (const roomId of rooms) {
      const seats = this.audience.channel(roomConversation(roomId))?.seats ?? []
      if (seats.length === 0) continue
      const number = String(this.onlineIn(roomId).size)
      const frame = jsonFrame({ eventType: 24, roomId, number, datetime: this.now() })
      for (const { connection } of seats) connection.send(frame)
    }
    this.outbox.flush()
  }

  stop(): void {
    clearTimeout(this.#timer)
  }
}
