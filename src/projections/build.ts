import type { Recorded } from '../domain/decision.js'
import type { Copy } from '../stores/document-store.js'
import type { AnyProjection } from './apply.js'
import { Applier } from './apply.js'

/**
 * Builds a new copy of these read models elsewhere (a worker), or goes on with it, up to about the head of the log; reports progress. Ends
 * early when it is told to.
 */
export type Builder = (
  copy: string,
  names: readonly string[],
  report: (position: number) => void,
  signal: AbortSignal,
) => Promise<void>

/** Events folded and committed together while nobody reads. */
const BATCH = 5_000

/** Runs put together until they hold at least so many events. */
export async function* gathered(
  runs: AsyncIterable<readonly Recorded[]>,
  atLeast: number,
): AsyncGenerator<readonly Recorded[]> {
  let batch: Recorded[] = []
  for await (const run of runs) {
    batch.push(...run)
    if (batch.length < atLeast) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

/** Folds a whole log, or the rest of one, into a copy; tells how far it is, and ends when that says no. The number of documents written. */
export const buildCopy = async (
  copy: Copy,
  projections: readonly AnyProjection[],
  runs: AsyncIterable<readonly Recorded[]>,
  report: (position: number) => boolean | void,
): Promise<number> => {
  const applier = await Applier.open(copy, projections)
  let written = 0
  for await (const batch of gathered(runs, BATCH)) {
    written += await applier.apply(batch)
    if (report(copy.checkpoint) === false) break
  }
  return written
}
