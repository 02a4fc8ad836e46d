import type { SharedState } from '../../src/stores/shared-state.js'

/** Shared state in which nothing can be swapped while it is away. */
export const cutOff = (shared: SharedState, isAway: () => boolean): SharedState => ({
  ...shared,
  swap: (...asked) => (isAway() ? Promise.reject(new Error('away')) : shared.swap(...asked)),
})
