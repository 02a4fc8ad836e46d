import { describe, expect, test } from 'vitest'
import type { EventStore } from '../../src/stores/event-store.js'
import { openEventStoreDb } from '../../src/stores/eventstoredb/event-store.js'
import { closingChecks } from './event-store.appends.js'
import { eventStoreChecks } from './event-store.contract.js'

const url = process.env.EVENTSTORE_URL

async function withServer(run: (store: EventStore) => Promise<void>): Promise<void> {
  const store = await openEventStoreDb(url ?? '')
  try {
    await run(store)
  } finally {
    await store.close()
  }
}

// Where no server is named the suite is left out, and `test:servers` has said so.
describe.runIf(url !== undefined)('EventStoreDB', () => {
  test.each([...eventStoreChecks, ...closingChecks])('$name', async (check) => {
    await withServer((store) => check.run(store))
  })

  test('a log that is read twice is the same', async () => {
    await withServer(async (store) => {
      const positions = async (): Promise<number[]> => {
        const all: number[] = []
        for await (const run of store.readAll(0, 5000)) all.push(...run.map(({ position }) => position))
        return all
      }
      const first = await positions()
      expect(first.length).toBeGreaterThan(0)
      expect(await positions()).toEqual(first)
    })
  })
})
