import { z } from 'zod'
import type { Reason } from '../../../domain/decision.js'
import { results } from '../../results.js'

/** What frames are made of, as they go out. */

export const msgId = z.string().describe('As the client gave it; "" where it gave none.')

/** One of these numbers; what each means stands in its description. */
export const oneOf = <N extends number>(meanings: Readonly<Record<N, string>>) =>
  z.literal(Object.keys(meanings).map(Number) as N[]).describe(
    Object.entries<string>(meanings)
      .map(([number, meaning]) => `${number} ${meaning}`)
      .join(', '),
  )

/** What every frame may be refused for. */
export const always: readonly Reason[] = ['unavailable', 'internal']

/** The codes of these refusals, and of those that every frame may meet. */
export const refusals = (...reasons: readonly Reason[]) => {
  const all = [...reasons, ...always].map((reason) => results[reason])
  return z
    .literal(all.map(({ code }) => code))
    .describe(
      all
        .map(({ code, text, meaning, retry }) => `* ${code} ${text}: ${meaning}${retry ? ' Try again later.' : ''}`)
        .join('\n'),
    )
}

/** A kind of frame; `name` is that of its schema. */
export interface Described {
  readonly name: string
  readonly summary: string
  readonly schema: z.ZodType
  readonly example: object
}

/** A row of the tables: the example is one of the schema. */
export const described = <S extends z.ZodType<object>>(
  name: string,
  summary: string,
  schema: S,
  example: z.output<S>,
): Described => ({ name, summary, schema, example })
