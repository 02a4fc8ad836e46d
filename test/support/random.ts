/** Numbers from 0 to 1 that a seed repeats (mulberry32). */
export type Random = () => number

export const randomOf = (seed: number): Random => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A whole number from 0, below `limit`. */
export const below = (random: Random, limit: number): number => Math.floor(random() * limit)

/** One of these; undefined of none. */
export const pick = <T>(random: Random, list: readonly T[]): T | undefined => list[below(random, list.length)]
