import { setTimeout } from 'node:timers/promises'
import { MongoAPIError, MongoBulkWriteError, MongoClient, MongoError, MongoServerError } from 'mongodb'
import { StoreUnavailable } from '../event-store.js'

/** How long a server may take to be found, and to answer, in ms. */
export interface Patience {
  readonly reachMs: number
  readonly answerMs: number
}

const PATIENCE: Patience = { reachMs: 3_000, answerMs: 10_000 }
const TRIES = 3
const FIRST_PAUSE = 50
const LONGEST_PAUSE = 5_000

/** What a server answers while it starts, ends, or hands its work over to another. */
const PASSING_CODES = new Set<unknown>([6, 7, 64, 89, 91, 134, 189, 262, 9001, 10107, 11600, 11602, 13435, 13436])

/** A pool of at most 20 connections to the primary, whose writes a majority has. Opens them when they are needed. */
export const connectTo = (url: string, { reachMs, answerMs }: Patience = PATIENCE): MongoClient =>
  new MongoClient(url, {
    appName: 'annals',
    maxPoolSize: 20,
    connectTimeoutMS: reachMs,
    serverSelectionTimeoutMS: reachMs,
    socketTimeoutMS: answerMs,
    waitQueueTimeoutMS: answerMs,
    readPreference: 'primary',
    writeConcern: { w: 'majority' },
    retryReads: false,
    ignoreUndefined: true,
  })

/** Resolves when the server answers, however long that takes; says why it waits. Rejects where waiting cannot help (a wrong password). */
export async function reach(client: MongoClient, onTrouble: (sentence: string) => void): Promise<void> {
  for (let pause = FIRST_PAUSE; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
    try {
      // a client whose first command could not connect is of no use any more; one whose connect failed is
      await client.connect()
      await client.db().command({ ping: 1 })
      return
    } catch (error) {
      if (!isPassing(error)) throw error
      onTrouble(`MongoDB cannot be reached: ${(error as Error).message}`)
    }
    await setTimeout(pause)
  }
}

/**
 * Does what may be done twice, and again when its answer was lost: three times at most.
 * @throws StoreUnavailable, after which it may still have been done
 */
export async function repeatable<T>(work: () => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried++) {
    try {
      return await once(work)
    } catch (error) {
      if (tried === TRIES || !(error instanceof StoreUnavailable)) throw error
    }
    await setTimeout(FIRST_PAUSE * 4 ** tried)
  }
}

/** Does what may not be done twice. @throws StoreUnavailable, after which it may have been done */
export async function once<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!isPassing(error)) throw error
    throw new StoreUnavailable(`MongoDB did not answer: ${(error as Error).message}`, { cause: error })
  }
}

/** The driver hides what befell a bulk write as a whole in an error of its own, without any write's error. */
function isPassing(error: unknown): boolean {
  if (error instanceof MongoBulkWriteError) return [error.writeErrors].flat().length === 0
  if (error instanceof MongoServerError) return PASSING_CODES.has(error.code)
  return error instanceof MongoError && !(error instanceof MongoAPIError)
}
