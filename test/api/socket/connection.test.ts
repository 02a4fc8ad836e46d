import { EventEmitter } from 'node:events'
import { Duplex } from 'node:stream'
import { expect, test } from 'vitest'
import type { WebSocket } from 'ws'
import { Connection, TOO_SLOW } from '../../../src/api/socket/connection.js'
import type { Outbox } from '../../../src/api/socket/outbox.js'

const MIB = 1024 * 1024

/** A connection whose client reads nothing at all. */
const unread = () => {
  const stream = new Duplex({ read: () => undefined, write: () => undefined })
  const codes: number[] = []
  const close = (code: number): void => void codes.push(code)
  const webSocket = Object.assign(new EventEmitter(), { OPEN: 1, readyState: 1, close }) as unknown as WebSocket
  const connection = new Connection({
    id: 'c',
    person: { who: { kind: 'visitor', id: 'v' }, live: () => true },
    webSocket,
    stream,
    outbox: { add: () => undefined, isServing: () => true, measures: { deliveries: 0 } } as unknown as Outbox,
    start: 0,
    onEnd: () => undefined,
  })
  return { connection, stream, codes }
}

test.each([1, 1_000, 16_384, 65_536])(
  'what is not read, frames of %i bytes, is kept up to 1 MiB; then nothing more',
  (size) => {
    const { connection, stream, codes } = unread()
    const frame = Buffer.alloc(size)
    const most = MIB / size + 2
    for (let times = 0; times < most && !connection.ended; times++) {
      connection.send(frame)
      connection.flush()
    }
    expect([connection.ended, codes]).toEqual([true, [TOO_SLOW]])
    expect(stream.writableLength).toBeGreaterThan(MIB)
    expect(stream.writableLength).toBeLessThanOrEqual(MIB + size)
    const kept = stream.writableLength
    for (let times = 0; times < 100; times++) connection.send(frame)
    connection.flush()
    expect(stream.writableLength).toBe(kept)
  },
)
