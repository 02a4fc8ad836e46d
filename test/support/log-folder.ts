import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openEmbeddedEventStore, type EmbeddedOptions } from '../../src/stores/embedded/event-store.js'
import type { EventStore } from '../../src/stores/event-store.js'

/** Runs with a new folder that is removed afterwards. */
export async function withFolder<T>(run: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'annals-log-'))
  try {
    return await run(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const dies = (error: Error): never => {
  throw error
}

/** Opens the log of a folder, runs, and closes it. */
export async function withStore<T>(
  folder: string,
  run: (store: EventStore) => Promise<T>,
  options: Partial<EmbeddedOptions> = {},
): Promise<T> {
  const store = await openEmbeddedEventStore(folder, { onFatal: dies, ...options })
  try {
    return await run(store)
  } finally {
    await store.close()
  }
}
