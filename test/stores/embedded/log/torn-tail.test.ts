import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { nodeDisk } from '../../../../src/stores/embedded/log/disk.js'
import { readRuns } from '../../../../src/stores/embedded/log/log-reader.js'
import { recover } from '../../../../src/stores/embedded/log/recovery.js'
import { closeSegments } from '../../../../src/stores/embedded/log/segment.js'
import { eventsIn, recordStarts, segmentsOf, withFolder, withStore } from '../../../support/log-folder.js'
import { idsOf, newEvents, toArray } from '../../event-store.samples.js'

/** Ids of what is there after a start. */
async function recovered(folder: string): Promise<string[]> {
  const { segments, head } = await recover(nodeDisk, folder)
  const runs = await toArray(readRuns(segments, { after: 0, upTo: head }))
  await closeSegments(segments)
  return idsOf(runs.flat())
}

test('a log that was cut anywhere in its last records opens with exactly the whole ones', async () => {
  await withFolder(async (folder) => {
    const appends = [newEvents(1), newEvents(2), newEvents(1)]
    await withStore(folder, async (store) => {
      let version = 0
      for (const events of appends) version = (await store.append('room', events, version)).version
    })
    const path = join(folder, (await segmentsOf(folder))[0]!)
    const whole = await readFile(path)
    const starts = recordStarts(whole)
    for (let size = whole.length; size >= 0; size--) {
      await writeFile(path, whole.subarray(0, size))
      const records = starts.findLastIndex((start) => start <= size)
      expect(await recovered(folder), `cut to ${size} bytes`).toEqual(idsOf(appends.slice(0, records).flat()))
      expect((await readFile(path)).length).toBe(starts[records])
    }
  })
})

test('appends go on behind what was cut', async () => {
  await withFolder(async (folder) => {
    await withStore(folder, (store) => store.append('room', newEvents(2), 0))
    const path = join(folder, (await segmentsOf(folder))[0]!)
    const whole = await readFile(path)
    await writeFile(path, Buffer.concat([whole, whole.subarray(0, 50)]))
    await withStore(folder, async (store) => {
      expect(await store.append('room', newEvents(1), 2)).toEqual({ version: 3, position: 3 })
    })
    expect(await eventsIn(folder)).toHaveLength(3)
  })
})

test('of a batch of which the beginning did not reach the disk, nothing is taken', async () => {
  await withFolder(async (folder) => {
    await withStore(folder, async (store) => {
      await store.append('room', newEvents(1), 0)
      await Promise.all([1, 2, 3].map((version) => store.append('room', newEvents(1), version)))
    })
    const path = join(folder, (await segmentsOf(folder))[0]!)
    const bytes = await readFile(path)
    const starts = recordStarts(bytes)
    await writeFile(path, bytes.fill(0, starts[1], starts[2]))
    const left = await withStore(folder, (store) => toArray(store.read('room')))
    expect(left.map(({ version }) => version)).toEqual([1])
  })
})
