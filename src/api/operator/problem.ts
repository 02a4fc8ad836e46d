import { STATUS_CODES } from 'node:http'
import type { Middleware } from 'koa'
import type { Rejection } from '../../domain/decision.js'
import type { Logger } from '../../services/logger.js'
import { refusalOf, results } from '../results.js'
import type { RequestState } from '../rest/run-route.js'

/** What an operator's request is refused with, in HTTP's own words. */
export class Problem extends Error {
  constructor(
    readonly status: 400 | 401 | 404 | 405 | 409 | 413 | 500 | 503,
    detail: string,
  ) {
    super(detail)
  }
}

const ofRejection = ({ reason, detail }: Rejection): Problem => {
  const text = detail ?? results[reason].meaning
  if (reason === 'bad-parameter') return new Problem(400, text)
  if (reason === 'missing-parameter') return new Problem(400, `${text} is missing`)
  if (reason === 'unavailable') return new Problem(503, text)
  return new Problem(reason.startsWith('no-such') || reason === 'unknown-user' ? 404 : 409, text)
}

const problemOf = (error: unknown): Problem | undefined => {
  const refusal = refusalOf(error)
  return refusal ? ofRejection(refusal) : error instanceof Problem ? error : undefined
}

/** Answers what is thrown as problem details (RFC 9457); a bug is logged with its request. */
export const answerProblems =
  (logger: Logger): Middleware<RequestState> =>
  async (ctx, next) => {
    try {
      await next()
    } catch (error) {
      const problem = problemOf(error)
      if (!problem) logger.error({ request: ctx.state.request, path: ctx.path, err: error }, 'a request failed')
      const { status, message } = problem ?? new Problem(500, results.internal.meaning)
      ctx.status = status
      if (status === 401) ctx.set('WWW-Authenticate', 'Bearer')
      ctx.body = { type: 'about:blank', title: STATUS_CODES[status], status, detail: message }
      ctx.type = 'application/problem+json'
    }
  }
