import { randomUUID } from 'node:crypto'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import type { Disk, LogFile } from '../../src/stores/embedded/log/disk.js'
import { nodeDisk } from '../../src/stores/embedded/log/disk.js'
import { openEmbeddedEventStore } from '../../src/stores/embedded/event-store.js'
import { serve } from '../client/subprocess.js'
import type { Stretch } from '../report/statistics.js'
import { TEXT } from '../world/worlds.js'

/** Appends with so many in flight, and in how many flushes of how many bytes they went to disk. */
export type Appended = Stretch & { readonly flushes: number; readonly bytes: number }

/** Counts what really goes to disk. */
const counting = (disk: Disk, count: { flushes: number; bytes: number }): Disk => {
  const counted = (file: LogFile): LogFile => ({
    read: (into, at) => file.read(into, at),
    write: (bytes, at) => {
      count.bytes += bytes.length
      return file.write(bytes, at)
    },
    sync: () => {
      count.flushes += 1
      return file.sync()
    },
    truncate: (size) => file.truncate(size),
    size: () => file.size(),
    close: () => file.close(),
  })
  return { ...disk, open: async (path, mode) => counted(await disk.open(path, mode)) }
}

const dataOf = (stream: number, ordinal: number) => ({
  conversation: `room_${stream}`,
  logId: String(400_000_000_000_000 + ordinal),
  msgId: `m${ordinal}`,
  ordinal,
  sender: '400000000000001',
  kind: 1,
  content: { content: TEXT },
})

serve({
  ours: async ({ folder, inFlight, ms }: { folder: string; inFlight: number; ms: number }): Promise<Appended> => {
    const count = { flushes: 0, bytes: 0 }
    const onFatal = (error: Error): never => {
      throw error
    }
    const store = await openEmbeddedEventStore(join(folder, randomUUID()), { onFatal, disk: counting(nodeDisk, count) })
    const latencies: number[] = []
    const before = { ...count }
    const began = performance.now()
    const writer = async (stream: number): Promise<void> => {
      for (let version = 0; performance.now() - began < ms; version++) {
        const at = performance.now()
        const metadata = { at: Date.now(), actor: '400000000000001', request: `r-${stream}-${version}` }
        const event = { type: 'MessageSent', data: dataOf(stream, version), id: randomUUID(), metadata }
        await store.append(`conversation-room_${stream}`, [event], version)
        latencies.push(performance.now() - at)
      }
    }
    await Promise.all(Array.from({ length: inFlight }, (_, stream) => writer(stream)))
    const took = performance.now() - began
    const [flushes, bytes] = [count.flushes - before.flushes, count.bytes - before.bytes]
    await store.close()
    return { n: latencies.length, ms: took, latencies, flushes, bytes }
  },
  /** As many bytes with each flush, one after the other. */
  bare: async (order: { folder: string; perFlush: number; bytes: number; ms: number }): Promise<Stretch> => {
    const file = await open(join(order.folder, randomUUID()), 'w')
    const batch = Buffer.alloc(Math.round(order.bytes), 'x')
    const began = performance.now()
    const latencies: number[] = []
    for (let at = 0; performance.now() - began < order.ms; at += batch.length) {
      const from = performance.now()
      await file.write(batch, 0, batch.length, at)
      await file.datasync()
      latencies.push(performance.now() - from)
    }
    const took = performance.now() - began
    await file.close()
    return { n: latencies.length * order.perFlush, ms: took, latencies }
  },
})
