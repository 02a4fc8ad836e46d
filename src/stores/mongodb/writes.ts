import { MongoBulkWriteError, type Collection } from 'mongodb'
import type { Change } from '../document-store.js'
import { toStored, type StoredDocument } from './stored-document.js'

const DUPLICATE_KEY = 11000

/** One that is newer stays. */
const replacing = (stored: StoredDocument) => ({
  replaceOne: { filter: { _id: stored._id, _p: { $lt: stored._p } }, replacement: stored },
})

export type Write = { readonly insertOne: { readonly document: StoredDocument } } | ReturnType<typeof replacing>

/** What may be missing is inserted. */
export function writeOf({ key, document, before }: Change, position: number): Write {
  const stored = toStored(key, document, position)
  return before ? replacing(stored) : { insertOne: { document: stored } }
}

/** In one bulk write. What was there against expectation, a removed one perhaps, is replaced in another, unless it is newer. */
export async function writeNewer(documents: Collection<StoredDocument>, writes: readonly Write[]): Promise<void> {
  const met = await bulkWrite(documents, writes)
  if (met.length > 0) await bulkWrite(documents, met)
}

/** Takes away the traces of what was removed before that time, as far as the checkpoint covers them: no start folds these events again. */
export async function clearTraces(
  documents: Collection<StoredDocument>,
  checkpoint: number,
  before: Date,
): Promise<void> {
  await documents.deleteMany({ _gone: { $lt: before }, _p: { $lte: checkpoint } })
}

/** Replacements of what could not be inserted because its key is there. */
async function bulkWrite(documents: Collection<StoredDocument>, writes: readonly Write[]): Promise<readonly Write[]> {
  try {
    await documents.bulkWrite(writes, { ordered: false })
    return []
  } catch (error) {
    if (!onlyTaken(error)) throw error
    const taken = [error.writeErrors].flat().map(({ index }) => writes[index]!)
    return taken.flatMap((write) => ('insertOne' in write ? replacing(write.insertOne.document) : []))
  }
}

function onlyTaken(error: unknown): error is MongoBulkWriteError {
  if (!(error instanceof MongoBulkWriteError) || error.result.getWriteConcernError()) return false
  const errors = [error.writeErrors].flat()
  return errors.length > 0 && errors.every(({ code }) => code === DUPLICATE_KEY)
}
