import { z } from 'zod'

/** What fields of replies are made of. */

export const shownId = z
  .string()
  .regex(/^(0|[1-9]\d{0,15})$/)
  .describe('an id: decimal digits, below 2^53')

/** ms since 1970. */
export const shownTime = z.int().nonnegative().describe('ms since 1970')

export const count = z.int().nonnegative()

/** "" or an http address. */
export const shownAvatar = z.string().describe('an http address, or ""')

export const onOrOff = z.literal([1, 2]).describe('1 on, 2 off')

/** Where the next page begins. */
export const nextId = z
  .string()
  .regex(/^(-1|\d{1,16})$/)
  .describe('where the next page begins; "-1" behind the end')

export const verified = z.literal([1, 2]).describe('1 yes, 2 no; always 2 here')

export const commonlyUsed = z.literal(1).describe('always 1')

/** Kept for clients that read it. */
export const alwaysEmpty = z.literal('').describe('always ""')
