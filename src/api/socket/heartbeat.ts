import type { Connection } from './connection.js'

const BEAT_MS = 3000
const PING_AFTER = 27_000 / BEAT_MS
const CUT_AFTER = 60_000 / BEAT_MS

/** Pings each connection every 27 s and cuts what was silent for 60 s (`product.md 3`); one timer for all, which counts beats. */
export class Heartbeat {
  #beat = 0
  readonly #timer: NodeJS.Timeout

  constructor(
    private readonly connections: () => Iterable<Connection>,
    private readonly onBeat: () => void,
  ) {
    this.#timer = setInterval(() => this.beat(), BEAT_MS).unref()
  }

  /** A connection is new. */
  begin(connection: Connection): void {
    connection.heardAt = this.#beat
    connection.pingedAt = this.#beat
  }

  /** Something came from it. */
  heard(connection: Connection): void {
    connection.heardAt = this.#beat
  }

  beat(): void {
    this.#beat += 1
    this.onBeat()
    for (const connection of [...this.connections()]) {
      if (this.#beat - connection.heardAt > CUT_AFTER) connection.cut()
      else if (this.#beat - connection.pingedAt >= PING_AFTER) {
        connection.pingedAt = this.#beat
        connection.ping()
      }
    }
  }

  stop(): void {
    clearInterval(this.#timer)
  }
}
