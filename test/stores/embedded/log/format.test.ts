import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readDocumentedIndex, readDocumentedLog } from '../../../support/log-document-reader.js'
import { recordStarts, segmentsOf, withFolder, withStore } from '../../../support/log-folder.js'
import { newEvent, newEvents, toArray } from '../../event-store.samples.js'

test('a reader written from docs/log-format.md reads a log and its indexes', async () => {
  await withFolder(async (folder) => {
    const write = (store: Parameters<Parameters<typeof withStore>[1]>[0]): Promise<unknown> =>
      Promise.all(
        Array.from({ length: 40 }, async (_, n) => {
          const { version } = await store.append(`room-ä-${n}`, newEvents(1 + (n % 4)), 0)
          await store.append(`room-ä-${n}`, [newEvent({ text: '漢字 🙂'.repeat(n) })], version)
        }),
      )
    await withStore(folder, write, { segmentBytes: 4096 })
    const events = await withStore(folder, async (store) => (await toArray(store.readAll(0))).flat())
    expect(events).toHaveLength(140)
    expect(readDocumentedLog(folder)).toEqual(events)

    const segments = await segmentsOf(folder)
    expect(segments.length).toBeGreaterThan(1)
    for (const name of segments.slice(0, -1)) {
      const index = readDocumentedIndex(join(folder, name.replace('log', 'index')))
      const starts = recordStarts(await readFile(join(folder, name))).slice(0, -1)
      expect([...index.values()].flat().sort((a, b) => a - b)).toEqual(starts)
    }
  })
})
