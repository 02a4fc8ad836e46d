import type { Recorded } from '../domain/decision.js'
import type { Copy } from '../stores/document-store.js'
import type { AnyProjection } from './apply.js'
import { Applier } from './apply.js'

/** Events folded and committed together while nobody reads. */
const BATCH = 5_000

/** Folds a whole log, or the rest of one, into a copy; tells how far it is. The number of documents written. */
export const buildCopy = async (
  copy: Copy,
  projections: readonly AnyProjection[],
  runs: AsyncIterable<readonly Recorded[]>,
  report: (position: number) => void,
): Promise<number> => {
  const applier = await Applier.open(copy, projections)
  let written = 0
  let batch: Recorded[] = []
  for await (const run of runs) {
    batch.push(...run)
    if (batch.length < BATCH) continue
    written += await applier.apply(batch)
    report(copy.checkpoint)
    batch = []
  }
  written += await applier.apply(batch)
  report(copy.checkpoint)
  return written
}
