import { AssertionError } from 'node:assert'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { DocumentStore } from '../../../src/stores/document-store.js'
import { openEmbeddedDocumentStore } from '../../../src/stores/embedded/document-store.js'
import { documentStoreChecks } from '../document-store.contract.js'
import { documentStoreSaboteurs } from '../document-store.saboteurs.js'

let folder: string
let opened: DocumentStore[]

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'annals-documents-'))
  opened = []
})

afterEach(async () => {
  for (const store of opened) await store.close()
  await rm(folder, { recursive: true })
})

async function open(): Promise<DocumentStore> {
  const store = await openEmbeddedDocumentStore(folder)
  opened.push(store)
  return store
}

describe('the embedded document store', () => {
  it.each(documentStoreChecks)('$name', ({ run }) => run(open))
})

describe('the checks of document stores', () => {
  it.each(documentStoreSaboteurs)('catch one that $name', async ({ caughtBy, sabotage }) => {
    const check = documentStoreChecks.find(({ name }) => name === caughtBy)
    expect(check, caughtBy).toBeDefined()
    await expect(check!.run(sabotage(open))).rejects.toBeInstanceOf(AssertionError)
  })
})
