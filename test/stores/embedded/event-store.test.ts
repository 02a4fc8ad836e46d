import { describe, test } from 'vitest'
import type { EventStore } from '../../../src/stores/event-store.js'
import { withFolder, withStore } from '../../support/log-folder.js'
import { closingChecks } from '../event-store.appends.js'
import { eventStoreChecks } from '../event-store.contract.js'

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
})
