import { AssertionError } from 'node:assert'
import { describe, expect, test } from 'vitest'
import { withDouble } from '../../support/eventstore-double/with-double.js'
import { closingChecks } from '../event-store.appends.js'
import { eventStoreChecks } from '../event-store.contract.js'
import { newEvents } from '../event-store.samples.js'
import { saboteurs } from '../event-store.saboteurs.js'

describe('the store over EventStoreDB', () => {
  test.each([...eventStoreChecks, ...closingChecks])('$name', async (check) => {
    await withDouble((store) => check.run(store), { answerMs: 3000, patienceMs: 8000 })
  })

  test.each(saboteurs)('is caught when it $name', async (saboteur) => {
    const check = eventStoreChecks.find(({ name }) => name === saboteur.caughtBy)
    await withDouble(async (store, double) => {
      // a disk takes its time: what was not awaited is not there yet
      if (saboteur.caughtBy.startsWith('who reads')) double.faults.writeAfterMs = 20
      await store.append('before', newEvents(1), 0)
      await expect(check!.run(saboteur.sabotage(store))).rejects.toThrow(AssertionError)
    })
  })
})
