import type { Context } from '../commands/context.js'
import type { PendingDocument } from '../projections/pending.js'

/** Does what an event left to be done, as the same command with the same command id: done twice, it is done once. */
export interface Reaction {
  readonly name: string
  /** Whether this is the reaction for it. */
  readonly fits: (left: PendingDocument) => boolean
  readonly run: (context: Context, left: PendingDocument) => Promise<void>
}
