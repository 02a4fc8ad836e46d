import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readLog } from '../../../../src/stores/embedded/log/log-reader.js'
import { verifyLog } from '../../../../src/stores/embedded/log/verify.js'
import { eventsIn, recordStarts, segmentsOf, withFolder, withStore } from '../../../support/log-folder.js'
import { newEvents, toArray } from '../../event-store.samples.js'

const damaged = (segment: string, offset: number): object => ({ segment, offset })

async function write(folder: string, count: number, segmentBytes = 1 << 20): Promise<string[]> {
  const append = async (store: Parameters<Parameters<typeof withStore>[1]>[0]): Promise<void> => {
    for (let n = 0; n < count; n++) await store.append(`room-${n % 3}`, newEvents(2), 2 * Math.floor(n / 3))
  }
  await withStore(folder, append, { segmentBytes })
  return segmentsOf(folder)
}

function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes)
  copy[at]! ^= 1 << (at % 8)
  return copy
}

test('a flipped bit in any record but the last one refuses to start and names the place', async () => {
  await withFolder(async (folder) => {
    const [segment] = await write(folder, 6)
    const path = join(folder, segment!)
    const whole = await readFile(path)
    const starts = recordStarts(whole)
    for (const [n, start] of starts.slice(0, -2).entries()) {
      for (let at = start; at < starts[n + 1]!; at += at < start + 32 ? 1 : 29) {
        await writeFile(path, flipped(whole, at))
        await expect(eventsIn(folder), `byte ${at}`).rejects.toMatchObject(damaged(segment!, start))
        await expect(toArray(verifyLog(folder))).rejects.toMatchObject(damaged(segment!, start))
        await expect(toArray(readLog(folder, 0, 12))).rejects.toThrow('is damaged')
      }
    }
  })
})

test('a flipped bit in the very last record cuts it off', async () => {
  await withFolder(async (folder) => {
    const [segment] = await write(folder, 4)
    const path = join(folder, segment!)
    const whole = await readFile(path)
    for (let at = recordStarts(whole).at(-2)!; at < whole.length; at += 3) {
      await writeFile(path, flipped(whole, at))
      expect(await eventsIn(folder)).toHaveLength(6)
    }
  })
})

test('damage in a closed segment is found when it is read, and by verifyLog', async () => {
  await withFolder(async (folder) => {
    const [first] = await write(folder, 12, 1000)
    const path = join(folder, first!)
    const whole = await readFile(path)
    for (const start of recordStarts(whole).slice(0, -1)) {
      await writeFile(path, flipped(whole, start + 40))
      await withStore(folder, async (store) => {
        await expect(toArray(store.readAll(0))).rejects.toMatchObject(damaged(first!, start))
        await expect(toArray(store.subscribe(0, new AbortController().signal))).rejects.toThrow('is damaged')
      })
      await expect(toArray(verifyLog(folder))).rejects.toMatchObject(damaged(first!, start))
    }
    await writeFile(path, flipped(whole, 40))
    await withStore(folder, (store) => expect(toArray(store.read('room-0'))).rejects.toMatchObject(damaged(first!, 0)))
  })
})

test('a missing segment, and one cut short, refuse to start', async () => {
  await withFolder(async (folder) => {
    const segments = await write(folder, 24, 1000)
    expect(segments.length).toBeGreaterThan(3)
    const path = join(folder, segments[1]!)
    const whole = await readFile(path)
    await writeFile(path, whole.subarray(0, -1))
    await expect(eventsIn(folder)).rejects.toMatchObject(damaged(segments[1]!, recordStarts(whole).at(-2)!))
    await rm(path)
    await expect(eventsIn(folder)).rejects.toMatchObject(damaged(segments[2]!, 0))
    await expect(toArray(verifyLog(folder))).rejects.toMatchObject(damaged(segments[2]!, 0))
  })
})

test('verifyLog counts what it has read', async () => {
  await withFolder(async (folder) => {
    const segments = await write(folder, 24, 1000)
    const progress = await toArray(verifyLog(folder))
    expect(progress).toHaveLength(segments.length)
    const last = progress.at(-1)!
    expect(last).toMatchObject({ events: 48, streams: 3, bytes: last.totalBytes })
  })
})
