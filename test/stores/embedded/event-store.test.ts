import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { EventStore, ReadOptions } from '../../../src/stores/event-store.js'
import { withFolder, withStore } from '../../support/log-folder.js'
import { closingChecks } from '../event-store.appends.js'
import { eventStoreChecks } from '../event-store.contract.js'
import { appendEach, newEvent, newEvents, toArray } from '../event-store.samples.js'

describe('the embedded event store', () => {
  test.each([...eventStoreChecks, ...closingChecks])('$name', async (check) => {
    await withFolder((folder) => withStore(folder, (store) => check.run(store)))
  })

  test('keeps every guarantee on a log that holds events, in many segments', async () => {
    await withFolder(async (folder) => {
      const segmentBytes = 64 * 1024
      for (let open = 0; open < 2; open++) {
        const allChecks = async (store: EventStore): Promise<void> => {
          for (const check of eventStoreChecks) await check.run(store)
        }
        await withStore(folder, allChecks, { segmentBytes })
      }
    })
  })

  test('knows a repeat after it was opened again, however long ago the first was', async () => {
    await withFolder(async (folder) => {
      const options = { segmentBytes: 4096 }
      const events = newEvents(3)
      const first = await withStore(folder, (store) => store.append('room', events, 0), options)
      await withStore(folder, (store) => appendEach(store, 'other', newEvents(200)), options)
      await withStore(folder, async (store) => {
        await store.append('room', newEvents(2), 3)
        expect(await store.append('room', events, 0)).toEqual(first)
        await expect(store.append('room', newEvents(3), 0)).rejects.toMatchObject({ expected: 0, actual: 5 })
      })
    })
  })

  test('reads a stream whose records are far apart, small and large', async () => {
    await withFolder((folder) =>
      withStore(
        folder,
        async (store) => {
          const sizes = [10, 5000, 100, 70_000, 10, 10, 900_000, 10]
          for (const [n, size] of sizes.entries()) {
            await store.append('room', [newEvent({ text: 'x'.repeat(size) })], n)
            await store.append('other', [newEvent({ text: 'y'.repeat(n * 9000) })], n)
          }
          const read = async (options: ReadOptions): Promise<unknown[]> =>
            (await toArray(store.read('room', options))).map(({ data }) => (data as { text: string }).text.length)
          expect(await read({})).toEqual(sizes)
          expect(await read({ backwards: true })).toEqual(sizes.toReversed())
        },
        { segmentBytes: 200_000 },
      ),
    )
  })

  test('is open once at a time', async () => {
    await withFolder((folder) =>
      withStore(folder, async () => {
        await expect(withStore(folder, async () => undefined)).rejects.toThrow('is in use by process')
      }),
    )
  })

  test('frees its folder when it cannot be opened', async () => {
    await withFolder(async (folder) => {
      await writeFile(join(folder, '0000000000000002.log'), '')
      for (let i = 0; i < 2; i++) await expect(withStore(folder, async () => undefined)).rejects.toThrow('is missing')
    })
  })
})
