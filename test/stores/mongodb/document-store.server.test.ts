import { AssertionError } from 'node:assert'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { DocumentStore } from '../../../src/stores/document-store.js'
import { openMongoDocumentStore } from '../../../src/stores/mongodb/document-store.js'
import { documentStoreChecks } from '../document-store.contract.js'
import { documentStoreSaboteurs } from '../document-store.saboteurs.js'
import { addressOf, dropDatabase, MONGODB_URL, sortsByUtf8 } from './database.js'

const SORTING = 'strings sort by their UTF-8, the empty one first, a prefix before what is longer'

const address = MONGODB_URL ? addressOf(`annals_documents_${process.pid}`) : ''
const byUtf8 = MONGODB_URL ? await sortsByUtf8(address) : true
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
  it.for(documentStoreChecks)('$name', ({ name, run }, { skip }) => {
    if (name === SORTING && !byUtf8) skip('this server sorts strings by UTF-16, as MongoDB does not')
    return run(open)
  })
})

describe.skipIf(!MONGODB_URL)('the checks of document stores, over MongoDB', () => {
  it.each(documentStoreSaboteurs)('catch one that $name', async ({ caughtBy, sabotage }) => {
    const check = documentStoreChecks.find(({ name }) => name === caughtBy)
    await expect(check!.run(sabotage(open))).rejects.toBeInstanceOf(AssertionError)
  })
})
