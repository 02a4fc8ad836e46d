import type { IncomingHttpHeaders } from 'node:http'
import type { z } from 'zod'
import type { Context } from '../../commands/context.js'

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

/** One path of the API: who may call it, what comes in, what is done. Its result is the reply's `data`; nothing means {}. */
export interface Route<S extends z.ZodType = z.ZodType> {
  readonly path: string
  readonly aliases: readonly string[]
  readonly access: Access
  readonly schema: S
  readonly run: (context: Context, input: z.output<S>, ask: Ask) => Promise<object | void>
}

/** A row of a route table. `path` may be several: the first is the one of the API text, the rest are its aliases. */
export const route = <S extends z.ZodType>(
  path: string | readonly [string, ...string[]],
  access: Access,
  schema: S,
  run: Route<S>['run'],
): Route => {
  const [first, ...aliases] = typeof path === 'string' ? [path] : path
  return { path: first ?? '', aliases, access, schema, run: run as Route['run'] }
}
