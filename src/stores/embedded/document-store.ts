import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Copy, DocumentStore, Indexes } from '../document-store.js'
import { EmbeddedCopy } from './document-copy.js'
import { isReadable, openEnvironment, type Environment } from './environment.js'
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
    let environment: Environment = openEnvironment(path, collections)
    if (!isReadable(environment)) {
      await environment.root.close()
      await rm(path, { recursive: true })
      environment = openEnvironment(path, collections)
    }
    const copy = new EmbeddedCopy(name, environment, () => this.open.delete(name))
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
