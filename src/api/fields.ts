import { z } from 'zod'
import { isId } from '../domain/ids.js'
import { alsoCalled, lengthOf } from './wire.js'

/** What fields of bodies are made of (`product.md 6`): `.optional()` where a field may be absent. */

const scalar = (wrong: string) => z.union([z.string(), z.number()], { error: wrong }).transform(String)

/** A decimal id; a number is taken for one. */
export const id = scalar('must be an id').refine(isId, 'must be an id').describe('an id: decimal digits')

/** The API text writes `rootId` in two places (`behaviour.md 9 item 2`). */
export const roomId = z.object({ roomId: alsoCalled(id, 'rootId') })

/** Where a page of a log begins: an id, or `-1` for behind the end (`behaviour.md 4.6`). */
export const startId = scalar('must be an id')
  .refine((value) => value === '-1' || isId(value), 'must be an id')
  .describe('where the page begins: an id; "" or "0" for the newest, "-1" for behind the end')

/** Up to 500 ids. */
export const ids = z.array(id, { error: 'must be a list of ids' }).max(500, 'must have 500 entries at most')

/** A whole number; a decimal string is taken for one. */
export const integer = (least: number, most: number) => {
  const wrong = `must be a whole number from ${least} to ${most}`
  return scalar(wrong)
    .refine((text) => /^-?\d{1,16}$/.test(text), { error: wrong, abort: true })
    .transform(Number)
    .refine((value) => value >= least && value <= most, wrong)
    .describe(`a whole number from ${least} to ${most}`)
}

/** ms since 1970. */
export const time = integer(0, Number.MAX_SAFE_INTEGER).describe('ms')

/** 1 or 2. */
export const oneOrTwo = integer(1, 2).transform((value) => value as 1 | 2)

/** 1, 2 or 3. */
export const oneToThree = integer(1, 3).transform((value) => value as 1 | 2 | 3)

/** As integer(1, most); 0 is as absent (`behaviour.md 2.4`, setPermission). */
export const unlessZero = <T extends number>(most: T) =>
  integer(0, most)
    .transform((value) => (value === 0 ? undefined : (value as T)))
    .describe(`a whole number from 1 to ${most}; 0 leaves it as it is`)

/** How many rows a page has: 20 by default, brought into 1 to 100. */
export const pageNumber = integer(-Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)
  .transform((value) => Math.min(100, Math.max(1, value)))
  .describe('1 to 100; 20 where it is absent')
  .default(20)

/** A text of so many code points, untrimmed. */
export const rawText = (least: number, most: number) => {
  const wrong = `must be a text of ${least} to ${most} characters`
  return z
    .string({ error: wrong })
    .refine((value) => lengthOf(value) >= least && lengthOf(value) <= most, wrong)
    .describe(`${least} to ${most} characters`)
}

/** A text of so many code points after trimming. */
export const text = (least: number, most: number) => {
  const wrong = `must be a text of ${least} to ${most} characters`
  return z
    .string({ error: wrong })
    .transform((value) => value.trim())
    .refine((value) => lengthOf(value) >= least && lengthOf(value) <= most, wrong)
    .describe(`${least} to ${most} characters, without spaces around`)
}

/** A text that may be absent, which is "". */
export const optionalText = (most: number) => text(0, most).default('')

/** A remark or a room nickname; "" clears it. */
export const remark = text(0, 20)

/** The reason of an application. */
export const reason = optionalText(255)

const isHttpUrl = (value: string): boolean => value.length <= 2048 && /^https?:\/\//i.test(value) && URL.canParse(value)

export const httpUrl = z
  .string({ error: 'must be an http address' })
  .transform((value) => value.trim())
  .refine(isHttpUrl, 'must be an http or https address of at most 2048 characters')
  .describe('an http or https address of at most 2048 characters')

/** 11 digits. */
export const mobile = scalar('must be 11 digits')
  .refine((value) => /^\d{11}$/.test(value), 'must be 11 digits')
  .describe('a phone number: 11 digits')
