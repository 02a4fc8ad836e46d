import type { Id } from '../domain/ids.js'
import type { Models } from '../projections/models.js'
import type { SharedState } from '../stores/shared-state.js'

const KEPT_MS = 3_600_000
const keyOf = (session: Id): string => `behind:${session}`

/** Sessions whose last command was answered before the read models had it (G5). */
export interface OwnWrites {
  /** Waits until readers see this position; what takes too long is kept with the session, for its later requests. */
  settle(session: Id | undefined, position: number): Promise<void>
  /** Whether all that this session may have seen can be read here, in whichever process it was answered; waits for it. */
  areVisible(session: Id): Promise<boolean>
}

/** Positions of a session come from several processes, in any order: the greatest one stays. */
const raise = async (shared: SharedState, key: string, position: number): Promise<void> => {
  for (;;) {
    const stored = await shared.get(key)
    if (Number(stored ?? 0) >= position) return
    if (await shared.swap(key, stored, String(position), KEPT_MS)) return
  }
}

/** @param alone there is no other process, so that neither shared state nor the stored position need be asked */
export const ownWrites = (models: Models, shared: SharedState, alone: boolean): OwnWrites => {
  const behind = new Map<Id, number>()
  const sweep = (): void => {
    for (const [session, position] of behind) if (position <= models.position) behind.delete(session)
  }

  const wanted = async (session: Id): Promise<number> => {
    const own = behind.get(session) ?? 0
    if (alone) return own
    const [told, stored] = await Promise.all([shared.get(keyOf(session)), models.stored()])
    return Math.max(own, Number(told ?? 0), stored)
  }

  return {
    async settle(session, position) {
      if (position <= models.position || (await models.waitFor(position)) || session === undefined) return
      sweep()
      const furthest = Math.max(position, behind.get(session) ?? 0)
      behind.set(session, furthest)
      // what is done is done: it is answered 0 also where the others cannot be told
      if (!alone) await raise(shared, keyOf(session), furthest).catch(() => undefined)
    },
    async areVisible(session) {
      const position = await wanted(session)
      if (position > models.position && !(await models.waitFor(position))) return false
      // more may have been done while this waited
      if ((behind.get(session) ?? 0) <= position) behind.delete(session)
      return true
    },
  }
}
