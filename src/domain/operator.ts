import type { Is } from './decision.js'

/** What operators did that belongs to no aggregate, the adjusted clock, and what was asked of read models. */
export const ACTS = 'operator-acts'
export const CLOCK = 'clock-server'
export const projectionStream = (name: string): string => `projection-${name}`

export type OperatorEvent =
  | Is<'PrivateConversationRead', { readonly conversation: string; readonly reason?: string }>
  /** `by`: ms that the server's time was moved forward; `offset`: all of it so far. */
  | Is<'ClockAdvanced', { readonly by: number; readonly offset: number }>
  | Is<'RebuildRequested', { readonly name: string; readonly reason?: string }>

/** Ms by which the clock was moved forward. */
export interface AdjustedClock {
  offset: number
}
export const initial = (): AdjustedClock => ({ offset: 0 })
export const evolve = (clock: AdjustedClock, event: OperatorEvent): AdjustedClock =>
  event.type === 'ClockAdvanced' ? Object.assign(clock, { offset: event.data.offset }) : clock
