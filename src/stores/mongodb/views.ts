import type { Db } from 'mongodb'
import { StoreUnavailable } from '../event-store.js'
import { repeatable } from './connection.js'

/** For analysts: `messages` shows what `messages_v3__<copy>` holds, without what the store adds. */
export class Views {
  #wanted = true

  constructor(
    private readonly db: Db,
    private readonly onTrouble: (sentence: string) => void,
  ) {}

  /**
   * Shows one collection of the live copy under its plain name, or none; nothing where it does. Where the server has no views, says so once and
   * goes on. @throws StoreUnavailable
   */
  async show(collection: string, source: string | undefined): Promise<void> {
    if (!this.#wanted) return
    try {
      await this.#show(collection.replace(/_v\d+$/, ''), source)
    } catch (error) {
      if (error instanceof StoreUnavailable) throw error
      this.#wanted = false
      this.onTrouble(`There are no views for analysts: ${(error as Error).message}`)
    }
  }

  async #show(name: string, source: string | undefined): Promise<void> {
    const before = await this.#find(name)
    if (before?.type === 'collection') throw new Error(`${name} is a collection, not a view`)
    if (before?.viewOn === source) return
    if (before) await repeatable(() => this.db.dropCollection(name))
    if (source) await this.#create(name, source)
  }

  /** A server that does not know views may make an empty collection of that name. */
  async #create(name: string, viewOn: string): Promise<void> {
    const pipeline = [{ $match: { _gone: { $exists: false } } }, { $project: { _p: 0 } }]
    await repeatable(() => this.db.createCollection(name, { viewOn, pipeline }))
    if ((await this.#find(name))?.type === 'view') return
    await repeatable(() => this.db.dropCollection(name))
    throw new Error('the server does not support them')
  }

  async #find(name: string): Promise<{ readonly type: string; readonly viewOn?: unknown } | undefined> {
    const [found] = await repeatable(() => this.db.listCollections({ name }, { nameOnly: false }).toArray())
    return found && { type: found.type ?? 'collection', viewOn: found.options?.['viewOn'] }
  }
}
