import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { buildHere } from '../../src/projections/build-here.js'
import { collectionsOf } from '../../src/projections/apply.js'
import type { DocumentStore } from '../../src/stores/document-store.js'
import { openEmbeddedDocumentStore } from '../../src/stores/embedded/document-store.js'
import { openEmbeddedEventStore } from '../../src/stores/embedded/event-store.js'
import type { EventStore } from '../../src/stores/event-store.js'
import { models } from '../support/names-model.js'
import { fatal, fresh } from '../support/world.js'

/** More than one run of the log. */
const EVENTS = 2_500
const NAMES = ['names', 'all']
let folder: string
let events: EventStore
let documents: DocumentStore

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'annals-build-'))
  events = await openEmbeddedEventStore(join(folder, 'log'), { onFatal: fatal })
  documents = await openEmbeddedDocumentStore(join(folder, 'read-models'))
  const renamed = Array.from({ length: EVENTS }, () => fresh('UserRenamed', { user: '1', name: 'a' }))
  await events.append('user-1', renamed.slice(0, 1_250), 0)
  await events.append('user-1', renamed.slice(1_250), 1_250)
})

afterEach(async () => {
  await documents.close()
  await events.close()
  await rm(folder, { recursive: true })
})

const counted = async (): Promise<readonly unknown[]> => {
  const copy = await documents.copy('copy', collectionsOf(models()))
  const [all] = await copy.get('all_v1', ['all'])
  const { checkpoint } = copy
  await copy.close()
  return [checkpoint, all]
}

test('a copy is built up to the head of the log, telling how far it is', async () => {
  const reported: number[] = []
  const build = buildHere(events, documents, models())
  await build('copy', NAMES, (position) => reported.push(position), new AbortController().signal)
  const head = await events.head()
  expect(await counted()).toEqual([head, { events: EVENTS }])
  expect(reported.length).toBeGreaterThan(1)
  expect(reported.at(-1)).toBe(head)
})

test('a build that was ended goes on where it was', async () => {
  const build = buildHere(events, documents, models())
  const end = new AbortController()
  await build('copy', NAMES, () => end.abort(), end.signal)
  const [reached] = await counted()
  expect(reached).toBeGreaterThan(0)
  expect(reached).toBeLessThan(await events.head())
  await build('copy', NAMES, () => undefined, new AbortController().signal)
  expect(await counted()).toEqual([await events.head(), { events: EVENTS }])
})
