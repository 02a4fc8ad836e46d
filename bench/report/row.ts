import type { Stores } from '../world/stores.js'

/** Something to be reached. */
export interface Goal {
  /** As the table says it, e.g. `≥ 40 % of the baseline`. */
  readonly text: string
  readonly actual: number
  readonly atLeast?: number
  readonly atMost?: number
}

/** What one measurement found, beside its baseline. */
export interface Row {
  readonly name: string
  readonly unit: string
  readonly ours: number
  readonly baseline?: number
  readonly baselineIs?: string
  readonly goals: readonly Goal[]
  /** How many were measured, and for how long. */
  readonly n: number
  readonly seconds: number
  readonly notes?: Readonly<Record<string, string | number>>
}

/** `reached`, or by how much it was missed. */
export const verdict = ({ actual, atLeast, atMost }: Goal): string => {
  const limit = atLeast ?? atMost ?? 0
  const missedBy = atLeast === undefined ? actual / limit - 1 : 1 - actual / limit
  return missedBy <= 0 ? 'reached' : `missed by ${(missedBy * 100).toFixed(0)} %`
}

/** A goal of at least so many percent of the baseline. */
export const share = (ours: number, baseline: number, percent: number): Goal => ({
  text: `≥ ${percent} % of the baseline`,
  actual: (ours / baseline) * 100,
  atLeast: percent,
})

/** What a target is given. */
export interface Options {
  /** How long each load runs, about. */
  readonly seconds: number
  /** Messages of the large log. */
  readonly messages: number
  readonly stores: Stores
  /** Says on stderr what is done now. */
  readonly progress: (sentence: string) => void
}
