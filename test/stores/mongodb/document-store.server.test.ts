import { AssertionError } from 'node:assert'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { DocumentStore } from '../../../src/stores/document-store.js'
import { openMongoDocumentStore } from '../../../src/stores/mongodb/document-store.js'
import { documentStoreChecks } from '../document-store.contract.js'
import { documentStoreSaboteurs } from '../document-store.saboteurs.js'
import { addressOf, dropDatabase, MONGODB_URL } from './database.js'

const address = MONGODB_URL ? addressOf(`annals_documents_${process.pid}`) : ''
let opened: DocumentStore[]

beforeEach(() => {
  opened = []
})

afterEach(async () => {
  for (const store of opened) await store.close()
  if (MONGODB_URL) await dropDatabase(address)
})

async function open(): Promise<DocumentStore> {
  const store = await openMongoDocumentStore(address)
  opened.push(store)
  return store
}

describe.skipIf(!MONGODB_URL)('the document store over MongoDB', () => {
  it.each(documentStoreChecks)('$name', ({ run }) => run(open))
})

describe.skipIf(!MONGODB_URL)('the checks of document stores, over MongoDB', () => {
  it.each(documentStoreSaboteurs)('catch one that $name', async ({ caughtBy, sabotage }) => {
    const check = documentStoreChecks.find(({ name }) => name === caughtBy)
    await expect(check!.run(sabotage(open))).rejects.toBeInstanceOf(AssertionError)
  })
})
