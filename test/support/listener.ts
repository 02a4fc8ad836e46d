import { EventEmitter } from 'node:events'
import { PassThrough } from 'node:stream'
import type { WebSocket } from 'ws'
import { Connection } from '../../src/api/socket/connection.js'
import type { Outbox } from '../../src/api/socket/outbox.js'
import type { Id } from '../../src/domain/ids.js'

/** A connection without a network, and what was done with it. */
export interface Listener {
  readonly connection: Connection
  /** Each write, as the JSON of its frames. */
  readonly writes: unknown[][]
  readonly pings: number
  readonly cut: boolean
  readonly closedWith: number | undefined
}

/** The JSON texts in unmasked text frames that stand one behind the other. */
const framesIn = (bytes: Buffer): unknown[] => {
  if (bytes.length === 0) return []
  const short = bytes[1] ?? 0
  const length = short < 126 ? short : bytes.readUInt16BE(2)
  const start = short < 126 ? 2 : 4
  const text = bytes.subarray(start, start + length).toString()
  return [JSON.parse(text), ...framesIn(bytes.subarray(start + length))]
}

export const listenerOf = (user: Id, outbox: Outbox, onEnd: (connection: Connection) => void = () => undefined) => {
  const stream = new PassThrough()
  const seen = { writes: [] as unknown[][], pings: 0, cut: false, closedWith: undefined as number | undefined }
  stream.on('data', (bytes: Buffer) => seen.writes.push(framesIn(bytes)))
  const webSocket = Object.assign(new EventEmitter(), {
    OPEN: 1,
    readyState: 1,
    ping: () => void (seen.pings += 1),
    terminate: () => void (seen.cut = true),
    close: (code: number) => void (seen.closedWith = code),
  }) as unknown as WebSocket
  const connection = new Connection({
    id: 'c',
    person: { who: { kind: 'user', id: user, session: `of ${user}` }, slot: 'phone', generation: 20, live: () => true },
    webSocket,
    stream,
    outbox,
    start: 0,
    onEnd,
  })
  return Object.assign(seen, { connection }) as Listener
}
