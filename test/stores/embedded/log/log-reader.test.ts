import { expect, test } from 'vitest'
import { readLog } from '../../../../src/stores/embedded/log/log-reader.js'
import { segmentsOf, withFolder, withStore } from '../../../support/log-folder.js'
import { idsOf, newEvent, newEvents, toArray } from '../../event-store.samples.js'

const segmentBytes = 8192

test('readLog reads from any position to any other, in many segments', async () => {
  await withFolder(async (folder) => {
    const ids = await withStore(
      folder,
      async (store) => {
        for (let n = 0; n < 90; n++) await store.append(`room-${n}`, newEvents(1 + (n % 5)), 0)
        return idsOf((await toArray(store.readAll(0))).flat())
      },
      { segmentBytes },
    )
    expect((await segmentsOf(folder)).length).toBeGreaterThan(3)
    for (const [after, upTo] of [
      [0, 270],
      [0, 1],
      [1, 2],
      [100, 177],
      [269, 270],
      [42, 42],
      [133, 270],
    ] as const) {
      const runs = await toArray(readLog(folder, after, upTo))
      expect(idsOf(runs.flat()), `${after} to ${upTo}`).toEqual(ids.slice(after, upTo))
    }
  })
})

test('readLog reads while the store writes', async () => {
  await withFolder((folder) =>
    withStore(
      folder,
      async (store) => {
        let writing = true
        const write = async (stream: string): Promise<void> => {
          for (let n = 0; n < 150; n++) await store.append(stream, newEvents(2), 2 * n)
        }
        const writers = Promise.all(['a', 'b', 'c', 'd'].map(write)).finally(() => (writing = false))
        let position = 0
        while (writing || position < 1200) {
          const head = await store.head()
          for await (const run of readLog(folder, position, head)) {
            for (const event of run) expect(event.position).toBe(++position)
          }
          expect(position).toBe(head)
        }
        await writers
      },
      { segmentBytes },
    ),
  )
})

test('a log that ends before the position asked for is damaged', async () => {
  await withFolder(async (folder) => {
    await withStore(folder, (store) => store.append('room', newEvents(3), 0))
    await expect(toArray(readLog(folder, 0, 4))).rejects.toThrow('is damaged')
  })
})

test('what no longer is in memory comes from the disk: nothing is missed between the two', async () => {
  await withFolder((folder) =>
    withStore(folder, async (store) => {
      const text = 'x'.repeat(500_000)
      const stop = new AbortController()
      await store.append('room', [newEvent({ text })], 0)
      let position = 0
      for await (const run of store.subscribe(0, stop.signal)) {
        for (const event of run) expect(event.position).toBe(++position)
        if (position === 91) stop.abort()
        else if ((await store.head()) === position) {
          for (let n = 0; n < 30; n++) await store.append('room', [newEvent({ text })], position + n)
        }
      }
      expect(position).toBe(91)
    }),
  )
})
