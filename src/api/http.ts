import { randomUUID } from 'node:crypto'
import cors from '@koa/cors'
import Koa, { type Middleware } from 'koa'
import helmet from 'koa-helmet'
import type { Core } from '../commands/context.js'
import type { Logger } from '../services/logger.js'
import type { Metrics } from '../services/metrics.js'
import type { Settings } from '../settings.js'
import type { Authenticate } from './authenticate.js'
import { clientOf } from './client-address.js'
import { documents } from './docs/documents.js'
import { serveDocuments } from './docs/serve.js'
import { answerErrors, Refused } from './http-errors.js'
import { carriesCookie, isAllowedOrigin } from './origin.js'
import { ownWrites } from './own-writes.js'
import type { Route } from './rest/route.js'
import { runRoutes, type RequestState } from './rest/run-route.js'

export interface HttpParts {
  readonly core: Core
  readonly routes: readonly Route[]
  readonly authenticate: Authenticate
  readonly settings: Pick<Settings, 'ALLOWED_ORIGINS' | 'TRUSTED_PROXIES'>
  readonly logger: Logger
  readonly metrics: Metrics
  /** There is no other process that serves the same sessions. */
  readonly alone: boolean
  /** Whether this process may serve users at this moment. */
  readonly isServing: () => boolean
  /** Answers the paths that are not the API's, and calls `next` for the others. */
  readonly operators: Middleware<RequestState>
}

const identify = (proxies: readonly string[]): Middleware<RequestState> => {
  const client = clientOf(proxies)
  return async (ctx, next) => {
    ctx.state.request = randomUUID()
    ctx.state.client = client(ctx.req)
    ctx.set('X-Request-Id', ctx.state.request)
    ctx.set('Cache-Control', 'no-store')
    if (ctx.state.client.secure) ctx.set('Strict-Transport-Security', 'max-age=31536000')
    await next()
  }
}

/** What a request names must be an address: `POST http://[` names nothing. */
const refuseNoAddress: Middleware<RequestState> = async (ctx, next) => {
  try {
    void ctx.path
  } catch {
    throw new Refused(404, 'unknown path')
  }
  await next()
}

const securityHeaders = helmet({
  strictTransportSecurity: false,
  contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } },
})

/** No foreign page speaks with somebody's cookie. */
const refuseForeignOrigins =
  (allowed: readonly string[]): Middleware<RequestState> =>
  async (ctx, next) => {
    if (carriesCookie(ctx.headers) && !isAllowedOrigin(ctx.headers, allowed)) {
      throw new Refused(403, 'this origin may not send the cookie')
    }
    await next()
  }

const shareWithOrigins = (allowed: readonly string[]): Middleware =>
  cors({
    origin: (ctx) => (isAllowedOrigin(ctx.headers, allowed) ? ctx.get('Origin') : ''),
    credentials: true,
    allowMethods: 'POST',
    exposeHeaders: ['Annals-Position', 'X-Request-Id'],
    maxAge: 600,
    keepHeadersOnError: false,
  })

/** Everything that answers HTTP, in the order of DESIGN 10. */
export const createHttp = (parts: HttpParts): Koa<RequestState> => {
  const { core, settings, logger, metrics } = parts
  const app = new Koa<RequestState>()
  app.on('error', (error: unknown) => logger.warn({ err: error }, 'a reply could not be written'))
  app.use(identify(settings.TRUSTED_PROXIES))
  app.use(answerErrors(logger, metrics))
  app.use(securityHeaders)
  app.use(refuseNoAddress)
  app.use(serveDocuments(documents(parts.routes)))
  app.use(parts.operators)
  app.use(refuseForeignOrigins(settings.ALLOWED_ORIGINS))
  app.use(shareWithOrigins(settings.ALLOWED_ORIGINS))
  app.use(runRoutes({ ...parts, ownWrites: ownWrites(core.models, core.shared, parts.alone) }))
  return app
}
