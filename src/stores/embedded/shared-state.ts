import type { SharedState } from '../shared-state.js'

interface Entry {
  readonly value: string
  /** First ms at which it is gone. */
  readonly until: number
}

/** How many entries each write looks at, in turn, to take away what has expired: two for each one that it may add. */
const SWEEP = 2

export interface MemorySharedState extends SharedState {
  /** How many entries are held, expired ones included. */
  readonly size: number
}

/** For one process. `now` in ms. */
export function memorySharedState(now: () => number): MemorySharedState {
  const entries = new Map<string, Entry>()
  let sweeping = entries.entries()

  const live = (key: string): Entry | undefined => {
    const entry = entries.get(key)
    return entry && entry.until > now() ? entry : undefined
  }

  const sweep = (): void => {
    for (let looked = 0; looked < SWEEP; looked++) {
      const next = sweeping.next()
      if (next.done) {
        sweeping = entries.entries()
        return
      }
      const [key, entry] = next.value
      if (entry.until <= now()) entries.delete(key)
    }
  }

  const set = (key: string, value: string, until: number): void => {
    sweep()
    entries.set(key, { value, until })
  }

  return {
    get size() {
      return entries.size
    },
    get: async (key) => live(key)?.value,
    async swap(key, expected, value, forMs) {
      if (live(key)?.value !== expected) return false
      set(key, value, now() + forMs)
      return true
    },
    put: async (key, value, forMs) => set(key, value, now() + forMs),
    async remove(key) {
      entries.delete(key)
    },
    async increment(key, by, forMs) {
      const entry = live(key)
      const sum = Number(entry?.value ?? 0) + by
      set(key, `${sum}`, entry?.until ?? now() + forMs)
      return sum
    },
    close: async () => entries.clear(),
  }
}
