import type { SharedState } from '../../src/stores/shared-state.js'

/** A state that breaks one guarantee, and the check that must notice. */
export interface SharedStateSaboteur {
  readonly name: string
  readonly caughtBy: string
  readonly lie: (honest: SharedState) => Partial<SharedState>
}

const FOREVER = 2 ** 40

export const sharedStateSaboteurs: readonly SharedStateSaboteur[] = [
  {
    name: 'takes an empty value for none',
    caughtBy: 'what is put is there, what was never put is not',
    lie: (honest) => ({ get: async (key) => (await honest.get(key)) || undefined }),
  },
  {
    name: 'keeps the first value',
    caughtBy: 'put replaces value and time',
    lie: (honest) => ({
      put: async (key, value, forMs) => void (await honest.swap(key, undefined, value, forMs)),
    }),
  },
  {
    name: 'keeps the first time',
    caughtBy: 'put replaces value and time',
    lie: (honest) => {
      const times = new Map<string, number>()
      return {
        put(key, value, forMs) {
          times.set(key, times.get(key) ?? forMs)
          return honest.put(key, value, times.get(key)!)
        },
      }
    },
  },
  {
    name: 'never expires',
    caughtBy: 'an entry is there until its time is over',
    lie: (honest) => ({ put: (key, value) => honest.put(key, value, FOREVER) }),
  },
  {
    name: 'expires too early',
    caughtBy: 'an entry is there until its time is over',
    lie: (honest) => ({ put: (key, value, forMs) => honest.put(key, value, forMs / 2) }),
  },
  {
    name: 'does not remove',
    caughtBy: 'remove takes one entry away',
    lie: () => ({ remove: async () => {} }),
  },
  {
    name: 'swaps without looking',
    caughtBy: 'swap sets only where the value is still the expected one',
    lie: (honest) => ({
      async swap(key, _expected, value, forMs) {
        await honest.put(key, value, forMs)
        return true
      },
    }),
  },
  {
    name: 'says that it swapped though it did not',
    caughtBy: 'swap sets only where the value is still the expected one',
    lie: (honest) => ({
      async swap(key, expected, value, forMs) {
        await honest.swap(key, expected, value, forMs)
        return true
      },
    }),
  },
  {
    name: 'looks first and swaps later',
    caughtBy: 'of many swaps at once one wins',
    lie: (honest) => ({
      async swap(key, expected, value, forMs) {
        if ((await honest.get(key)) !== expected) return false
        await honest.put(key, value, forMs)
        return true
      },
    }),
  },
  {
    name: 'swaps without a new time',
    caughtBy: 'swap takes an expired entry as none and starts a new time',
    lie: (honest) => ({ swap: (key, expected, value) => honest.swap(key, expected, value, FOREVER) }),
  },
  {
    name: 'gives the old value of a counter',
    caughtBy: 'increment counts from 0 and gives the new value',
    lie: (honest) => ({ increment: async (key, by, forMs) => (await honest.increment(key, by, forMs)) - by }),
  },
  {
    name: 'reads first and counts later',
    caughtBy: 'many increments at once are all counted',
    lie: (honest) => ({
      async increment(key, by, forMs) {
        const sum = Number((await honest.get(key)) ?? 0) + by
        await honest.put(key, String(sum), forMs)
        return sum
      },
    }),
  },
  {
    name: 'lengthens the time with each increment',
    caughtBy: 'a later increment does not lengthen the time, and counting starts anew after it',
    lie: (honest) => ({
      async increment(key, by, forMs) {
        const sum = await honest.increment(key, by, forMs)
        await honest.put(key, String(sum), forMs)
        return sum
      },
    }),
  },
]
