import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { nodeDisk, type Disk } from '../../../../src/stores/embedded/log/disk.js'
import { frameBytes, writeFrame } from '../../../../src/stores/embedded/log/frame.js'
import { segmentName } from '../../../../src/stores/embedded/log/segment.js'
import { verifyLog } from '../../../../src/stores/embedded/log/verify.js'
import { eventsIn, recordStarts, withFolder, withStore } from '../../../support/log-folder.js'
import { newEvents, toArray } from '../../event-store.samples.js'

interface Place {
  readonly position: number
  readonly version: number
  readonly stream?: string
  readonly count?: number
  readonly json?: string
}

function record({ position, version, stream = 'room', count = 1, json = JSON.stringify(newEvents(1)) }: Place): Buffer {
  const bytes = frameBytes(stream, json)
  const into = Buffer.alloc(bytes)
  writeFrame(into, 0, { name: stream, json, count, version, bytes }, { position, committed: 0 })
  return into
}

/** Writes segments whose records all have a right CRC. */
async function craft(folder: string, segments: readonly (readonly Place[])[]): Promise<void> {
  for (const places of segments) {
    await writeFile(join(folder, segmentName(places[0]!.position)), Buffer.concat(places.map(record)))
  }
}

const first = { position: 1, version: 1 }
const wrong: readonly (readonly [string, readonly (readonly Place[])[]])[] = [
  ['a position is left out', [[first, { position: 3, version: 2 }]]],
  ['a position comes twice', [[first, { position: 1, version: 2 }]]],
  ['a version is left out', [[first, { position: 2, version: 3 }]]],
  ['a version comes twice', [[first, { position: 2, version: 1 }]]],
  ['a stream begins behind its first version', [[first, { position: 2, version: 2, stream: 'other' }]]],
  ['a version is left out between two segments', [[first], [{ position: 2, version: 3 }]]],
]

describe.each(wrong)('a log in which %s', (_, segments) => {
  test('is not opened', () =>
    withFolder(async (folder) => {
      await craft(folder, segments)
      await expect(eventsIn(folder)).rejects.toThrow('The log is damaged')
    }))

  test('is not verified', () =>
    withFolder(async (folder) => {
      await craft(folder, segments)
      await expect(toArray(verifyLog(folder))).rejects.toThrow('The log is damaged')
    }))
})

test.each([
  ['is no JSON', '[{]', 1],
  ['holds fewer events than it says', JSON.stringify(newEvents(1)), 2],
])('verifyLog finds a record that %s', (_, json, count) =>
  withFolder(async (folder) => {
    await craft(folder, [[{ ...first, json, count }]])
    await expect(toArray(verifyLog(folder))).rejects.toThrow('a record that is not its events')
  }),
)

test('more than a batch behind the last whole record is damage, not a torn tail', () =>
  withFolder(async (folder) => {
    const path = join(folder, segmentName(1))
    await writeFile(path, Buffer.concat([record(first), Buffer.alloc(5 << 20)]))
    await expect(eventsIn(folder)).rejects.toThrow('The log is damaged')
    await writeFile(path, Buffer.concat([record(first), Buffer.alloc(1 << 20)]))
    expect(await eventsIn(folder)).toHaveLength(1)
  }))

test('the last batch is written and flushed again at a start', () =>
  withFolder(async (folder) => {
    await withStore(folder, async (store) => {
      await store.append('room', newEvents(1), 0)
      await Promise.all([store.append('room', newEvents(1), 1), store.append('other', newEvents(1), 0)])
    })
    const segment = await readFile(join(folder, segmentName(1)))
    const calls: unknown[] = []
    await withStore(folder, async () => undefined, { disk: recording(calls) })
    const lastBatch = segment.subarray(recordStarts(segment)[1])
    expect(calls).toEqual([['write', recordStarts(segment)[1], lastBatch.toString()], 'sync'])
  }))

function recording(calls: unknown[]): Disk {
  return {
    ...nodeDisk,
    async open(path, mode) {
      const file = await nodeDisk.open(path, mode)
      return {
        read: (into, at) => file.read(into, at),
        truncate: (size) => file.truncate(size),
        size: () => file.size(),
        close: () => file.close(),
        write(bytes, at) {
          calls.push(['write', at, bytes.toString()])
          return file.write(bytes, at)
        },
        sync() {
          calls.push('sync')
          return file.sync()
        },
      }
    },
  }
}
