import { z } from 'zod'

/** A point of the log: a position, or a time in ms. */
export type Moment = { readonly position: number } | { readonly time: number }

const FIRST_TIME = 1e12
const ISO = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})?)?$/

/** `position:N`, ms, ISO 8601, or an integer below 10^12 for a position (`product.md 4`); undefined for anything else. */
export const momentOf = (text: string): Moment | undefined => {
  const digits = /^(position:)?(\d{1,16})$/.exec(text)
  if (digits) {
    const value = Number(digits[2])
    if (value > Number.MAX_SAFE_INTEGER) return undefined
    return digits[1] !== undefined || value < FIRST_TIME ? { position: value } : { time: value }
  }
  const time = ISO.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(time) ? undefined : { time }
}

export const momentField = z.string().transform((text, ctx) => {
  const moment = momentOf(text)
  if (moment) return moment
  ctx.addIssue('must be a time (ISO 8601 or ms) or position:N')
  return z.NEVER
})

/** Where an event stands: before, at or after the moment, as a number below, equal to or above 0. */
export const compare = (event: { position: number; metadata: { at: number } }, moment: Moment): number =>
  'position' in moment ? event.position - moment.position : event.metadata.at - moment.time
