import { copyFile, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openEmbeddedEventStore, type EmbeddedOptions } from '../../src/stores/embedded/event-store.js'
import type { Recorded } from '../../src/domain/decision.js'
import type { EventStore } from '../../src/stores/event-store.js'
import { toArray } from '../stores/event-store.samples.js'

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

/** Names of the segments of a log, in order. */
export async function segmentsOf(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name.endsWith('.log')).sort()
}

/** Where each record of a segment begins; the file's size at the end. */
export function recordStarts(segment: Buffer): number[] {
  const starts = [0]
  for (let at = 0; at < segment.length; starts.push(at)) at += segment.readUInt32LE(at + 8)
  return starts
}

/** What a log holds. */
export async function eventsIn(folder: string): Promise<Recorded[]> {
  return withStore(folder, async (store) => (await toArray(store.readAll(0))).flat())
}

/** What a log that is in use would hold if its process ended now. */
export async function eventsAfterCrash(folder: string): Promise<Recorded[]> {
  return withFolder(async (copy) => {
    for (const name of await segmentsOf(folder)) await copyFile(join(folder, name), join(copy, name))
    return eventsIn(copy)
  })
}
