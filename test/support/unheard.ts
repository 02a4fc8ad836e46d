import type { Taken } from '../../src/projections/models.js'

/** Nobody hears what the log brings. */
export const unheard: Taken = { received: () => undefined, visible: () => Promise.resolve() }
