import type { Metrics } from '../../services/metrics.js'
import type { Connection } from './connection.js'
import { SHUTDOWN, SIGNED_IN_ELSEWHERE, SIGNED_OUT, SILENT, TOO_SLOW } from './connection.js'

const reasons: Readonly<Record<number, string>> = {
  [SHUTDOWN]: 'shutdown',
  [SIGNED_IN_ELSEWHERE]: 'signed in elsewhere',
  [SIGNED_OUT]: 'signed out',
  [TOO_SLOW]: 'too slow',
  [SILENT]: 'silent',
}

/** Events that clients send. Any other number shares one series: what comes in is up to them. */
const known: ReadonlySet<number> = new Set([0, 1, 2, 42, 45])

/** Counts what sockets do; what is frequent is counted here and told to the metrics in one go. */
export class Measures {
  /** Frames queued, and messages accepted, since they were last told. */
  deliveries = 0
  accepted = 0

  constructor(private readonly metrics: Metrics) {}

  opened(): void {
    this.metrics.sockets.inc()
  }

  closed(code: number): void {
    this.metrics.sockets.dec()
    const reason = reasons[code]
    if (reason !== undefined) this.metrics.dropped.inc({ reason })
  }

  refused(eventType: number, code: number): void {
    const command = known.has(eventType) ? `event ${eventType}` : 'other event'
    this.metrics.commands.inc({ command, code: String(code) })
  }

  tell(): void {
    this.metrics.deliveries.inc(this.deliveries)
    this.metrics.commands.inc({ command: 'event 0', code: '0' }, this.accepted)
    this.deliveries = 0
    this.accepted = 0
  }

  queued(connections: Iterable<Connection>): void {
    let bytes = 0
    for (const { unsent } of connections) bytes += unsent
    this.metrics.socketQueueBytes.set(bytes)
  }
}
