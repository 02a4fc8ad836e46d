import { Rejection } from '../domain/decision.js'
import type { SharedState } from '../stores/shared-state.js'

/** At most so many per person (number, address) in a time that starts with the first of them. */
export interface Throttle {
  readonly name: string
  readonly most: number
  readonly perMs: number
}

const keyOf = ({ name }: Throttle, whose: string): string => `throttle:${name}:${whose}`

/** Counts one more; beyond the limit it is not counted. @throws Rejection `too-fast` */
export const take = async (shared: SharedState, throttle: Throttle, whose: string): Promise<void> => {
  const key = keyOf(throttle, whose)
  if ((await shared.increment(key, 1, throttle.perMs)) <= throttle.most) return
  await shared.increment(key, -1, throttle.perMs)
  throw new Rejection('too-fast')
}

/** Takes one back that turned out not to count. */
export const giveBack = async (shared: SharedState, throttle: Throttle, whose: string): Promise<void> => {
  await shared.increment(keyOf(throttle, whose), -1, throttle.perMs)
}
