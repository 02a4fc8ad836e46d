import Router, { type RouterContext } from '@koa/router'
import type { Middleware } from 'koa'
import { Rejection } from '../../domain/decision.js'
import { idempotencyKey } from '../idempotency.js'
import { readBytes } from '../request-body.js'
import type { RequestState } from '../rest/run-route.js'
import { parseBody, type Body } from '../wire.js'
import { changeLevel, endSessions, moveClock, mute } from './acts.js'
import { listEvents, listStream } from './events.js'
import { healthPages } from './health.js'
import type { OperatorAsk, OperatorParts, OperatorRoute } from './parts.js'
import { answerProblems, Problem } from './problem.js'
import { isOperator } from './token.js'

/** What operators may ask (`product.md 4`). */
export const operatorRoutes: readonly OperatorRoute[] = [
  { method: 'GET', path: '/admin/events', run: listEvents },
  { method: 'GET', path: '/admin/streams/:stream', run: listStream },
  { method: 'POST', path: '/admin/users/:id/level', run: changeLevel },
  { method: 'POST', path: '/admin/users/:id/mute', run: mute },
  { method: 'POST', path: '/admin/users/:id/revoke-sessions', run: endSessions },
  { method: 'POST', path: '/admin/clock', run: moveClock },
]

const always = (): true => true

const bodyOf = async (ctx: RouterContext<RequestState>): Promise<Body> => {
  const bytes = await readBytes(ctx.req)
  if (!bytes) throw new Problem(413, 'a body has at most 64 KiB')
  return parseBody(bytes)
}

const askOf = ({ core }: OperatorParts, ctx: RouterContext<RequestState>): OperatorAsk => {
  const key = idempotencyKey(ctx.headers, ctx.path)
  const { request } = ctx.state
  return {
    context: {
      ...core,
      who: { kind: 'operator' },
      request,
      ...(key === undefined ? {} : { key }),
      live: always,
      effect: { position: 0 },
    },
    params: ctx.params,
    query: { ...ctx.query },
    body: () => bodyOf(ctx),
  }
}

const serve = async (parts: OperatorParts, route: OperatorRoute, ctx: RouterContext<RequestState>): Promise<void> => {
  const ask = askOf(parts, ctx)
  const { effect } = ask.context
  ctx.body = await route.run(parts, ask)
  if (effect.position === 0) return
  ctx.set('Annals-Position', String(effect.position))
  if (!(await parts.core.models.waitFor(effect.position))) {
    throw new Rejection('unavailable', 'it is done, but cannot be read yet')
  }
}

const routerOf = (parts: OperatorParts): Router<RequestState> => {
  const router = new Router<RequestState>()
  for (const route of operatorRoutes) router.register(route.path, [route.method], (ctx) => serve(parts, route, ctx))
  return router
}

const otherMethod = (): Problem => new Problem(405, 'this path has another method')

/** Answers `/admin/*`, `/healthz`, `/readyz` and `/metrics`, in ordinary HTTP; everything else is not its business. */
export const operatorsDoor = (parts: OperatorParts): Middleware<RequestState> => {
  const router = routerOf(parts)
  const dispatch = router.routes() as unknown as Middleware<RequestState>
  const answerProblem = answerProblems(parts.logger)

  const answer: Middleware<RequestState> = async (ctx) => {
    const page = healthPages[ctx.path]
    if (page && ctx.method !== 'GET' && ctx.method !== 'HEAD') throw otherMethod()
    if (page) return page(parts, ctx)
    if (!isOperator(ctx.headers, parts.adminToken)) throw new Problem(401, 'the operators’ token is missing or wrong')
    await dispatch(ctx, async () => {
      throw router.match(ctx.path, ctx.method).path.length > 0 ? otherMethod() : new Problem(404, 'unknown path')
    })
  }
  return async (ctx, next) => {
    if (ctx.path.startsWith('/admin/') || ctx.path in healthPages) {
      await answerProblem(ctx, async () => void (await answer(ctx, next)))
    } else await next()
  }
}
