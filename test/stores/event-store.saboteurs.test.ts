import { AssertionError } from 'node:assert'
import { expect, test } from 'vitest'
import { withFolder, withStore } from '../support/log-folder.js'
import { eventStoreChecks } from './event-store.contract.js'
import { saboteurs } from './event-store.saboteurs.js'

test.concurrent.each(saboteurs)('a store that $name is caught', async (saboteur) => {
  const check = eventStoreChecks.find(({ name }) => name === saboteur.caughtBy)
  expect(check, saboteur.caughtBy).toBeDefined()
  await withFolder((folder) =>
    withStore(folder, async (store) => {
      await store.append('before', [{ id: 'b', type: 'B', data: {}, metadata: { at: 1 } }], 0)
      await expect(check!.run(saboteur.sabotage(store))).rejects.toThrow(AssertionError)
    }),
  )
})
