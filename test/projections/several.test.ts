import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { CopyGone } from '../../src/stores/document-store.js'
import { EmbeddedCopy } from '../../src/stores/embedded/document-copy.js'
import { models } from '../support/names-model.js'
import { nameOf, rename, request } from '../support/names-world.js'
import type { Changes, World } from '../support/world.js'
import { fresh, openWorld } from '../support/world.js'

let folder: string
let world: World
/** As the one of several processes that is at work. */
const open = async (changes: Changes = {}) =>
  (world = await openWorld(folder, { models: models(), isAtWork: () => true, ...changes }))
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'annals-several-'))
})
afterEach(async () => {
  vi.restoreAllMocks()
  await world.close()
  await rm(folder, { recursive: true, force: true })
})

test('the one at work holds the pointers: another one that moves them late is put right', async () => {
  const it = await open()
  const before = await it.documents.pointers()
  await it.documents.point(['names_v1'], 'from-0-dropped')
  await expect.poll(() => it.documents.pointers(), { timeout: 10_000 }).toEqual(before)
})

test('one that is not at work leaves pointers and copies to the one that is', async () => {
  let isHeld = true
  const it = await open({ isAtWork: () => isHeld })
  isHeld = false
  await (await it.documents.copy('from-0-another', {})).close()
  await it.documents.point(['names_v1'], 'from-0-another')
  await pause(2_500)
  expect((await it.documents.pointers())['names_v1']).toBe('from-0-another')
  expect(await it.documents.copies()).toContain('from-0-another')
})

test('a rebuild whose swap meets a lapse of the lease is done when it is held again', async () => {
  let isHeld = true
  const it = await open({ isAtWork: () => isHeld })
  await rename(it, '1', 'a')
  const before = (await it.documents.pointers())['names_v1']
  isHeld = false
  await request(it, 'names')
  await expect.poll(() => it.sentences.at(-1)).toMatch('another process is at work')
  isHeld = true
  await it.runner.rebuilt()
  expect((await it.documents.pointers())['names_v1']).not.toBe(before)
  expect(await nameOf(it)).toBe('a')
})

test('a copy that serves no more stays for the readers of others, also where the work is taken over', async () => {
  let it = await open({ keptMs: 3_600_000 })
  await rename(it, '1', 'a')
  const [before] = await it.documents.copies()
  for (const name of ['names', 'all']) await request(it, name)
  await it.runner.rebuilt()
  expect(await it.documents.copies()).toContain(before)
  await world.close()
  it = await open({ keptMs: 3_600_000 })
  expect(await it.documents.copies()).toContain(before)
})

test('the one at work drops what serves nothing, also what another one leaves late, but not what it builds', async () => {
  let finish: () => void = () => undefined
  const finished = new Promise<void>((resolve) => (finish = resolve))
  const make = async (copy: string): Promise<void> => (await it.documents.copy(copy, {})).close()
  let built = ''
  const build: Changes['build'] = async (copy) => {
    await make((built = copy))
    await finished
  }
  const it = await open({ keptMs: 100, few: 1, build })
  await rename(it, '1', 'a', 'b')
  await request(it, 'names')
  await expect.poll(() => built).not.toBe('')
  await make('late')
  await expect.poll(() => it.documents.copies(), { timeout: 10_000 }).not.toContain('late')
  expect(await it.documents.copies()).toContain(built)
  finish()
  await it.runner.rebuilt()
  expect(await nameOf(it)).toBe('a b')
})

test('one whose copy was dropped by another does not try for ever: it has to begin again', async () => {
  const failures: unknown[] = []
  const it = await open({ onFailed: (error) => failures.push(error) })
  vi.spyOn(EmbeddedCopy.prototype, 'commit').mockRejectedValue(new CopyGone('copy was dropped'))
  await it.disk.append('user-1', [fresh('UserRenamed', { user: '1', name: 'a' })], 0)
  await expect.poll(() => failures).toEqual([new CopyGone('copy was dropped')])
})
