import type { IncomingHttpHeaders } from 'node:http'
import { z } from 'zod'
import type { Context } from '../../commands/context.js'
import type { Reason } from '../../domain/decision.js'

/** `anyone`: also without a session; `user`: a live session, else `-1004` (or why it ended). */
export type Access = 'anyone' | 'user'

/** What a route may know of the HTTP request beside its body. */
export interface Ask {
  readonly headers: IncomingHttpHeaders
  /** The client's address, behind trusted proxies the one they tell. */
  readonly address: string
  /** Whether the outer scheme is https. */
  readonly secure: boolean
  /** Sets the session cookie of the reply. */
  readonly setCookie: (line: string) => void
}

/** What a path takes and gives. */
interface Contract<I extends z.ZodType> {
  /** One sentence for those who write clients. */
  readonly summary: string
  /** The body. */
  readonly input: I
  /** The reply's `data`. */
  readonly reply: z.ZodType
  /** Why this path refuses, beside what any path refuses for (`reasonsOf`). */
  readonly refuses: readonly Reason[]
}

/** One path of the API: who may call it, what it takes and gives, what is done. Its result is the reply's `data`; nothing means {}. */
export interface Route<I extends z.ZodType = z.ZodType> extends Contract<I> {
  readonly path: string
  readonly aliases: readonly string[]
  readonly access: Access
  readonly run: (context: Context, input: z.output<I>, ask: Ask) => Promise<object | void>
}

/** A body without fields. */
const noFields = z.object({})

/** A reply without data. */
const noData = z.strictObject({})

/**
 * A row of a route table. `path` may be several: the first is the one of the API text, the rest are its aliases. Without `input` it takes no
 * fields, without `reply` it gives {}.
 */
export const route = <I extends z.ZodType = typeof noFields>(
  path: string | readonly [string, ...string[]],
  access: Access,
  contract: Pick<Contract<I>, 'summary'> & Partial<Contract<I>>,
  run: Route<I>['run'],
): Route => {
  const [first, ...aliases] = typeof path === 'string' ? [path] : path
  const { summary, input = noFields, reply = noData, refuses = [] } = contract
  return { path: first ?? '', aliases, access, summary, input, reply, refuses, run: run as Route['run'] }
}

const OF_ANY: readonly Reason[] = ['unavailable', 'bad-parameter', 'internal']
const OF_SESSIONS: readonly Reason[] = ['signed-out', 'bad-session', 'taken-over']

/** All reasons that a call of this path may be refused for. */
export const reasonsOf = ({ access, input, refuses }: Route): ReadonlySet<Reason> =>
  new Set([
    ...OF_ANY,
    ...(input.safeParse({}).success ? [] : (['missing-parameter'] as const)),
    ...(access === 'user' ? OF_SESSIONS : []),
    ...refuses,
  ])
