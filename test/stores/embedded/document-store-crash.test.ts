import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm, truncate, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { open } from 'lmdb'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openEmbeddedDocumentStore } from '../../../src/stores/embedded/document-store.js'
import { copyOf, NOTES, note, put } from '../notes.js'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'annals-documents-'))
})

afterEach(() => rm(folder, { recursive: true }))

const data = () => join(folder, 'copies', 'first', 'data.mdb')

async function stored(notes: number): Promise<void> {
  const store = await openEmbeddedDocumentStore(folder)
  const copy = await copyOf(store)
  const keys = Array.from(
    { length: notes },
    (_, at) => [`key-${at}`, note({ rank: at, text: 'x'.repeat(200) })] as const,
  )
  await put(copy, 5, Object.fromEntries(keys))
  await store.close()
}

/** Opens the copy that is there and expects it to be new, and to work. */
async function expectAnew(): Promise<void> {
  const store = await openEmbeddedDocumentStore(folder)
  const copy = await copyOf(store)
  expect(copy.checkpoint).toBe(0)
  expect(await copy.count('notes', { index: 'byRoom' })).toBe(0)
  await put(copy, 1, { a: note({}) })
  await store.close()
  const again = await openEmbeddedDocumentStore(folder)
  expect((await copyOf(again)).checkpoint).toBe(1)
  await again.close()
}

/** Starts a process that commits for ever, and kills it after so many of its commits. */
async function commitUntilKilled(commits: number): Promise<number> {
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href
  const script = fileURLToPath(new URL('./commit-for-ever.ts', import.meta.url))
  const child = spawn(process.execPath, ['--import', tsx, script, folder], { stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  let seen = 0
  for await (const line of createInterface({ input: child.stdout })) {
    seen = Number(line)
    if (seen >= commits) child.kill('SIGKILL')
  }
  expect((await exited)[1]).toBe('SIGKILL')
  return seen
}

describe('a process that is killed in the middle of commits', () => {
  it(
    'leaves documents, indexes and checkpoint that agree, with all that it announced',
    { timeout: 30_000 },
    async () => {
      for (const commits of [3, 20]) {
        const announced = await commitUntilKilled(commits)
        const store = await openEmbeddedDocumentStore(folder)
        const copy = await copyOf(store)
        expect(copy.checkpoint).toBeGreaterThanOrEqual(announced)
        const found = await copy.find('notes', { index: 'byRoom', equals: ['room'] })
        expect(found).toHaveLength(300)
        expect(new Set(found.map(({ rank }) => rank))).toEqual(new Set([copy.checkpoint]))
        const keys = Array.from({ length: 300 }, (_, at) => `key-${at}`)
        expect(await copy.get('notes', keys)).toEqual(keys.map(() => note({ rank: copy.checkpoint })))
        await store.close()
      }
    },
  )
})

describe('a damaged copy is begun anew', () => {
  it.each([0, 100, 300_000])('when its file is cut to %d bytes', { timeout: 30_000 }, async (length) => {
    await stored(5000)
    await truncate(data(), length)
    await expectAnew()
  })

  it('when its file holds something else', { timeout: 30_000 }, async () => {
    await stored(10)
    await writeFile(data(), Buffer.alloc(100_000, 0x5a))
    await expectAnew()
  })

  it('when a later version has written it', { timeout: 30_000 }, async () => {
    await stored(10)
    const root = open({ path: join(folder, 'copies', 'first'), noSubdir: false, maxDbs: 10 })
    root.openDB('meta', { encoding: 'json' }).putSync('format', 999)
    await root.close()
    await expectAnew()
  })
})

describe('a sound copy', () => {
  it('is kept when it was not closed in order', { timeout: 30_000 }, async () => {
    await stored(5000)
    await rm(join(folder, 'copies', 'first', 'closed'))
    const store = await openEmbeddedDocumentStore(folder)
    const copy = await store.copy('first', NOTES)
    expect(copy.checkpoint).toBe(5)
    expect(await copy.count('notes', { index: 'byRoom' })).toBe(5000)
    await store.close()
    expect(await readdir(join(folder, 'copies', 'first'))).toContain('closed')
  })
})
