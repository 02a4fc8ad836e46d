import type { Middleware } from 'koa'
import type { Logger } from '../services/logger.js'
import type { Metrics } from '../services/metrics.js'
import { failure, refusalOf, type Envelope } from './results.js'
import type { RequestState } from './rest/run-route.js'

/** A request that HTTP itself refuses; the envelope says -1001 inside (`product.md 6`), or -1000 where nobody can be served now. */
export class Refused extends Error {
  constructor(
    readonly status: 403 | 404 | 405 | 413 | 503,
    detail: string,
  ) {
    super(detail)
  }

  get reason(): 'unavailable' | 'bad-parameter' {
    return this.status === 503 ? 'unavailable' : 'bad-parameter'
  }
}

/** The envelope of what was thrown; what refuses nothing is a bug and is logged with its request. */
const answer = (error: unknown, logger: Logger, about: object): Envelope => {
  const refusal = refusalOf(error)
  if (refusal) return failure(refusal.reason, refusal.detail)
  if (error instanceof Refused) return failure(error.reason, error.message)
  logger.error({ ...about, err: error }, 'a request failed')
  return failure('internal')
}

/** Turns what a request throws into its envelope, and counts and times the calls of the API. */
export const answerErrors =
  (logger: Logger, metrics: Metrics): Middleware<RequestState> =>
  async (ctx, next) => {
    const begun = performance.now()
    try {
      await next()
    } catch (error) {
      const { request, command } = ctx.state
      ctx.status = error instanceof Refused ? error.status : 200
      ctx.body = answer(error, logger, { request, command })
      if (!ctx.req.complete) ctx.set('Connection', 'close')
    }
    const { command } = ctx.state
    if (command === undefined) return
    const { result } = ctx.body as Envelope
    metrics.commands.inc({ command, code: result })
    metrics.commandSeconds.observe((performance.now() - begun) / 1000)
  }
