import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Copy, DocumentStore, Indexes } from '../document-store.js'
import { EmbeddedCopy } from './document-copy.js'
import { isSound, markClosed } from './damage.js'
import { openEnvironment, type Environment } from './environment.js'
import { FolderLocked, lockFolder } from './lock.js'
import { readPointers, writePointers, type Pointers } from './pointer-file.js'

/** Copies in `folder` (made if missing), one lmdb environment each. One process at a time writes a copy; any may read it. */
export async function openEmbeddedDocumentStore(folder: string): Promise<DocumentStore> {
  const copies = join(folder, 'copies')
  await mkdir(copies, { recursive: true })
  return new EmbeddedDocumentStore(folder, copies)
}

class EmbeddedDocumentStore implements DocumentStore {
  private readonly open = new Map<string, Copy>()
  private pointing: Promise<void> = Promise.resolve()

  constructor(
    private readonly folder: string,
    private readonly copiesFolder: string,
  ) {}

  async copy(name: string, collections: Readonly<Record<string, Indexes>>): Promise<Copy> {
    if (this.open.has(name)) throw new Error(`copy ${name} is already open`)
    const path = this.path(name)
    await mkdir(path, { recursive: true })
    const unlock = await lockUnlessOpen(path)
    if (unlock && !(await isSound(path))) await removeData(path)
    const environment = (await openEnvironment(path, collections)) ?? (await openAnew(path, collections))
    const copy = new EmbeddedCopy(name, environment, async () => {
      this.open.delete(name)
      if (!unlock) return
      await markClosed(path)
      await unlock()
    })
    this.open.set(name, copy)
    return copy
  }

  pointers(): Promise<Pointers> {
    return readPointers(this.folder)
  }

  point(collections: readonly string[], copy: string): Promise<void> {
    const pointed = this.pointing.then(async () => {
      const moved = Object.fromEntries(collections.map((collection) => [collection, copy]))
      await writePointers(this.folder, { ...(await this.pointers()), ...moved })
    })
    this.pointing = pointed.catch(() => {})
    return pointed
  }

  /** There is no other process to tell. */
  leave(): Promise<void> {
    return Promise.resolve()
  }

  async copies(): Promise<readonly string[]> {
    return (await readdir(this.copiesFolder)).map(decodeURIComponent).sort()
  }

  async drop(copy: string): Promise<void> {
    if (this.open.has(copy)) throw new Error(`copy ${copy} is open`)
    await rm(this.path(copy), { recursive: true, force: true })
  }

  async close(): Promise<void> {
    await Promise.all([...this.open.values()].map((copy) => copy.close()))
    await this.pointing
  }

  private path(copy: string): string {
    return join(this.copiesFolder, encodeURIComponent(copy))
  }
}

/** Undefined where this process (a worker's, perhaps) or another live one has the copy open: then it is known to be sound. */
async function lockUnlessOpen(path: string): Promise<(() => Promise<void>) | undefined> {
  try {
    return await lockFolder(path)
  } catch (error) {
    if (error instanceof FolderLocked) return undefined
    throw error
  }
}

async function openAnew(path: string, collections: Readonly<Record<string, Indexes>>): Promise<Environment> {
  await removeData(path)
  return (await openEnvironment(path, collections))!
}

/** The lock stays. */
async function removeData(path: string): Promise<void> {
  await Promise.all(['data.mdb', 'lock.mdb'].map((file) => rm(join(path, file), { force: true })))
}
