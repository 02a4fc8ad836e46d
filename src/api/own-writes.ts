import type { Id } from '../domain/ids.js'
import type { Models } from '../projections/models.js'
import type { SharedState } from '../stores/shared-state.js'

const KEPT_MS = 3_600_000
const keyOf = (session: Id): string => `behind:${session}`

/** What the sessions have done, and may want to read before this process has it (G5). */
export interface OwnWrites {
  /** Waits until readers see this position; it is kept with the session, for its later requests, where others may answer these, or it took too long. */
  settle(session: Id | undefined, position: number): Promise<void>
  /** Whether this session's own writes can all be read; waits for them. */
  areVisible(session: Id): Promise<boolean>
}

/** @param alone there is no other process, so that shared state need not be asked */
export const ownWrites = (models: Models, shared: SharedState, alone: boolean): OwnWrites => {
  const behind = new Map<Id, number>()
  const sweep = (): void => {
    for (const [session, position] of behind) if (position <= models.position) behind.delete(session)
  }

  const wanted = async (session: Id): Promise<number> => {
    const told = alone ? undefined : await shared.get(keyOf(session))
    return Math.max(behind.get(session) ?? 0, Number(told ?? 0))
  }

  return {
    async settle(session, position) {
      const isVisible = await models.waitFor(position)
      if (session === undefined) return
      // what is done is done: it is answered 0 also where the others cannot be told
      if (!alone) await shared.put(keyOf(session), String(position), KEPT_MS).catch(() => undefined)
      if (isVisible) return
      sweep()
      behind.set(session, position)
    },
    async areVisible(session) {
      const position = await wanted(session)
      if (position > models.position && !(await models.waitFor(position))) return false
      behind.delete(session)
      return true
    },
  }
}
