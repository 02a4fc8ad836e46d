import type { Collection } from 'mongodb'
import { MongoServerError } from 'mongodb'
import type { SharedState } from '../shared-state.js'
import { connectTo, once, reach, repeatable } from './connection.js'
import type { MongoOptions } from './document-store.js'

/** Set as a text, or counted. */
type Value = { readonly text: string } | { readonly count: number }

interface Entry {
  readonly _id: string
  readonly text?: string
  readonly count?: number
  /** First ms, by the clock of this product, at which it is gone. */
  readonly until: number
  /** When the server may clear it away, by its own clock. */
  readonly clear: Date
}

const DUPLICATE_KEY = 11000
/** By so much may the server's clock be ahead of the product's. */
const SLACK_MS = 24 * 60 * 60_000
const LABEL = 'annals_shared'

/**
 * For several processes, over MongoDB. `now` in ms, the same for all. A lost answer to `swap` or `increment` rejects with StoreUnavailable,
 * since neither may be done twice; anything else is tried again first.
 */
export async function openMongoSharedState(
  url: string,
  now: () => number,
  { onTrouble = () => undefined, patience }: MongoOptions = {},
): Promise<SharedState> {
  const client = connectTo(url, patience)
  const entries: Collection<Entry> = client.db().collection(LABEL)
  try {
    await reach(client, onTrouble)
    await letExpire(entries, onTrouble)
  } catch (error) {
    await client.close()
    throw error
  }

  const entry = (value: Value, forMs: number) => ({
    ...value,
    until: now() + forMs,
    clear: new Date(Date.now() + forMs + SLACK_MS),
  })
  const live = (key: string) => ({ _id: key, until: { $gt: now() } })

  /** False where a live one is: it is not found as an expired one, and its key cannot be inserted again. */
  const begin = (key: string, value: Value, forMs: number): Promise<boolean> =>
    unlessThere(() =>
      once(() => entries.replaceOne({ _id: key, until: { $lte: now() } }, entry(value, forMs), { upsert: true })),
    )

  return {
    async get(key) {
      const found = await repeatable(() => entries.findOne(live(key)))
      return found ? (found.text ?? String(found.count)) : undefined
    },
    async swap(key, expected, value, forMs) {
      if (expected === undefined) return begin(key, { text: value }, forMs)
      const swapped = await once(() =>
        entries.replaceOne({ ...live(key), text: expected }, entry({ text: value }, forMs)),
      )
      return swapped.matchedCount === 1
    },
    async put(key, value, forMs) {
      for (let put = false; !put;)
        put = await unlessThere(() =>
          repeatable(() => entries.replaceOne({ _id: key }, entry({ text: value }, forMs), { upsert: true })),
        )
    },
    async remove(key) {
      await repeatable(() => entries.deleteOne({ _id: key }))
    },
    async increment(key, by, forMs) {
      for (;;) {
        const add = () => entries.findOneAndUpdate(live(key), { $inc: { count: by } }, { returnDocument: 'before' })
        const before = await once(add)
        if (before) return (before.count ?? 0) + by
        if (await begin(key, { count: by }, forMs)) return by
      }
    },
    close: () => client.close(),
  }
}

/** False where another has inserted the same key meanwhile. */
async function unlessThere(upsert: () => Promise<unknown>): Promise<boolean> {
  try {
    await upsert()
    return true
  } catch (error) {
    if (error instanceof MongoServerError && error.code === DUPLICATE_KEY) return false
    throw error
  }
}

/** Without it nothing is wrong, but what has expired piles up. */
async function letExpire(entries: Collection<Entry>, onTrouble: (sentence: string) => void): Promise<void> {
  try {
    await repeatable(() => entries.createIndex({ clear: 1 }, { expireAfterSeconds: 0 }))
  } catch (error) {
    if (!(error instanceof MongoServerError)) throw error
    onTrouble(`What has expired is not cleared away: ${error.message}`)
  }
}
