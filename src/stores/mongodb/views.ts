import type { Db } from 'mongodb'
import { repeatable } from './connection.js'

/** For analysts: `messages` shows what `messages_v3__<copy>` holds, without what the store adds. */
export class Views {
  #wanted = true

  constructor(
    private readonly db: Db,
    private readonly onTrouble: (sentence: string) => void,
  ) {}

  /** Shows one collection of the live copy under its plain name, or none; where the server has no views, says so once and goes on. */
  async show(collection: string, source: string | undefined): Promise<void> {
    if (!this.#wanted) return
    const name = collection.replace(/_v\d+$/, '')
    try {
      const before = await this.#typeOf(name)
      if (before === 'collection') throw new Error(`${name} is a collection, not a view`)
      if (before) await repeatable(() => this.db.dropCollection(name))
      if (source) await this.#create(name, source)
    } catch (error) {
      this.#wanted = false
      this.onTrouble(`There are no views for analysts: ${(error as Error).message}`)
    }
  }

  /** A server that does not know views may make an empty collection of that name. */
  async #create(name: string, viewOn: string): Promise<void> {
    const pipeline = [{ $match: { _gone: { $exists: false } } }, { $project: { _p: 0 } }]
    await repeatable(() => this.db.createCollection(name, { viewOn, pipeline }))
    if ((await this.#typeOf(name)) === 'view') return
    await repeatable(() => this.db.dropCollection(name))
    throw new Error('the server does not support them')
  }

  async #typeOf(name: string): Promise<string | undefined> {
    const [found] = await repeatable(() => this.db.listCollections({ name }).toArray())
    return found?.type ?? (found && 'collection')
  }
}
