import { monitorEventLoopDelay } from 'node:perf_hooks'
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client'

const seconds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

const RESOLUTION_MS = 20

const eventLoopDelay = (registry: Registry): (() => void) => {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  delay.enable()
  const gauge: Gauge<'quantile'> = new Gauge({
    name: 'annals_event_loop_delay_seconds',
    help: 'Delay of the event loop since the last time this was asked',
    labelNames: ['quantile'],
    registers: [registry],
    collect() {
      for (const quantile of [50, 99, 100]) {
        // What is measured is the time from timer to timer, so that a loop without delay shows the resolution.
        const seconds = delay.percentile(quantile) / 1e9 - RESOLUTION_MS / 1000
        gauge.set({ quantile: quantile / 100 }, Math.max(0, seconds))
      }
      delay.reset()
    },
  })
  return () => void delay.disable()
}

/**
 * What this process measures (`product.md 4`), each a prom-client metric for whoever observes it: times in seconds. `text()` is the page
 * of `/metrics`; `close()` ends the measuring of the event loop.
 */
export const createMetrics = () => {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const stopDelay = eventLoopDelay(registry)
  return {
    /** By path (or `event 0` and the like) and the code of its answer. */
    commands: new Counter({
      name: 'annals_commands_total',
      help: 'Commands and queries answered',
      labelNames: ['command', 'code'],
      registers,
    }),
    commandSeconds: new Histogram({
      name: 'annals_command_seconds',
      help: 'From the request read to its answer',
      buckets: seconds,
      registers,
    }),
    appendSeconds: new Histogram({
      name: 'annals_append_seconds',
      help: 'From the call of append to its events being on disk',
      buckets: seconds,
      registers,
    }),
    appendBatchEvents: new Histogram({
      name: 'annals_append_batch_events',
      help: 'Events that went to disk together',
      buckets: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000],
      registers,
    }),
    commitSeconds: new Histogram({
      name: 'annals_commit_seconds',
      help: 'Time to store a batch of read models',
      buckets: seconds,
      registers,
    }),
    projectionLagEvents: new Gauge({
      name: 'annals_projection_lag_events',
      help: 'Events of the log that a read model has not seen',
      labelNames: ['name'],
      registers,
    }),
    projectionLagSeconds: new Gauge({
      name: 'annals_projection_lag_seconds',
      help: 'Age of the oldest event that a read model has not seen',
      labelNames: ['name'],
      registers,
    }),
    sockets: new Gauge({ name: 'annals_sockets', help: 'Open sockets', registers }),
    socketQueueBytes: new Gauge({
      name: 'annals_socket_queue_bytes',
      help: 'Bytes that wait to be written to sockets',
      registers,
    }),
    deliveries: new Counter({ name: 'annals_deliveries_total', help: 'Frames pushed to sockets', registers }),
    dropped: new Counter({
      name: 'annals_dropped_total',
      help: 'Connections closed by the server',
      labelNames: ['reason'],
      registers,
    }),
    parkedEvents: new Gauge({
      name: 'annals_parked_events',
      help: 'Events that a projection could not handle, with those queued behind them',
      registers,
    }),
    contentType: registry.contentType,
    text: (): Promise<string> => registry.metrics(),
    close: stopDelay,
  }
}

export type Metrics = ReturnType<typeof createMetrics>
