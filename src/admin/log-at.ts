import { stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { FolderLocked } from '../stores/embedded/lock.js'
import { openEmbeddedEventStore } from '../stores/embedded/event-store.js'
import { LogDamaged } from '../stores/embedded/log/segment.js'
import type { EventStore } from '../stores/event-store.js'
import { openEventStoreDb } from '../stores/eventstoredb/event-store.js'
import { Unsuccessful, WrongCall } from './verb.js'

/** A log by its address. */
export interface LogAt {
  /** As it may be shown: without name and password. */
  readonly name: string
  /** The DATA_DIR of an embedded one. */
  readonly folder?: string
  /**
   * Opens it for this process alone; EventStoreDB is waited for. Appends take effect in the order of the calls, whatever their streams.
   * @throws Unsuccessful
   */
  open(): Promise<EventStore>
}

/** Many appends wait for each other, and nobody waits for them. */
const ANSWER_MS = 10_000

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )

/** A flush that failed leaves nothing to go on with. */
const onFatal = (error: Error): never => {
  throw error
}

const openFolder = async (folder: string): Promise<EventStore> => {
  try {
    return await openEmbeddedEventStore(join(folder, 'log'), { onFatal })
  } catch (error) {
    if (error instanceof FolderLocked) throw new Unsuccessful(`${error.message}. Stop the server first.`)
    if (error instanceof LogDamaged) throw new Unsuccessful(`${error.message}. See docs/operations.md.`)
    throw error
  }
}

const embedded = (folder: string, role: 'from' | 'to'): LogAt => ({
  name: `embedded:${folder}`,
  folder,
  async open() {
    if (role === 'from' && !(await isThere(join(folder, 'log'))))
      throw new Unsuccessful(`There is no log in ${folder}: it is to be the DATA_DIR of a server.`)
    return openFolder(folder)
  },
})

const eventStoreDb = (address: string, tell: (sentence: string) => void): LogAt => {
  const { protocol, host, pathname } = new URL(address)
  const name = `${protocol}//${host}${pathname}`
  const onWaiting = (reason: string): void => tell(`Waiting for EventStoreDB at ${name}: ${reason}`)
  return {
    name,
    async open() {
      try {
        return await openEventStoreDb(address, { onWaiting, inOrder: true, answerMs: ANSWER_MS })
      } catch (error) {
        const reason = error instanceof Error ? error.message.split('\n', 1)[0] : String(error)
        throw new Unsuccessful(`${name} cannot be opened: ${reason}`)
      }
    },
  }
}

/**
 * The log at `embedded:DIR` or an `esdb://` address (`product.md 4`).
 * @param role which option names it; a log to read from must be there
 * @throws WrongCall
 */
export const logAt = (address: string, role: 'from' | 'to', tell: (sentence: string) => void): LogAt => {
  const [, folder] = /^embedded:(.+)$/.exec(address) ?? []
  if (folder !== undefined) return embedded(resolve(folder), role)
  if (/^esdb(\+discover)?:\/\//.test(address) && URL.canParse(address)) return eventStoreDb(address, tell)
  throw new WrongCall(`--${role} ${address} is neither embedded:DIR nor an esdb:// address.`)
}
