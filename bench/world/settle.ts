import { inSubprocess } from '../client/subprocess.js'
import type { Built, Order } from '../load/build.js'
import { forOneWorld, pourInto, type Stores } from './stores.js'

/** A world that a server can serve, and what building its read models took. */
export interface Settled {
  readonly stores: Stores
  readonly built: Built
}

/** Puts the log of a data folder, with so many events, into the stores that are measured, and builds its read models there. */
export const settle = async (folder: string, events: number, chosen: Stores): Promise<Settled> => {
  const stores = forOneWorld(chosen)
  if (stores.events !== undefined) await pourInto(stores.events, folder)
  const order: Order = { folder, events, stores }
  return { stores, built: await inSubprocess<Built>('load/build.ts', 'build', order) }
}
