import type { Kept } from '../../src/commands/handle.js'
import type { Is } from '../../src/domain/decision.js'
import type { World } from './world.js'

/** The smallest aggregate: it adds up. The log takes any event. */
export type Added = Is<'Added', { readonly by: number; readonly pad?: string }>
export interface Tally {
  sum: number
}

export const tally: Kept<Tally, Added> = {
  initial: () => ({ sum: 0 }),
  evolve: (state, { data }) => Object.assign(state, { sum: state.sum + data.by }),
}

export interface Adding {
  readonly stream?: string
  readonly id?: string
  readonly by?: number
  readonly key?: string
  readonly once?: true
  readonly times?: number
  readonly pad?: number
}

const plain = { stream: 'tally-1', by: 1, key: 'tally', times: 1, pad: 0 }

/** One command that adds; several at once take turns. */
export const add = ({ kernel }: Pick<World, 'kernel'>, adding: Adding = {}) => {
  const { stream, by, key, times, pad } = { ...plain, ...adding }
  const id = adding.id ?? crypto.randomUUID()
  const event: Added = { type: 'Added', data: { by, pad: 'x'.repeat(pad) } }
  return kernel.handle<Tally, Added>({
    key,
    stream,
    aggregate: tally,
    id,
    metadata: { request: id },
    ...(adding.once && { once: true }),
    decide: () => () => Array.from({ length: times }, () => event),
  })
}
