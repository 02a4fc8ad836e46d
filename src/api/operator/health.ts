import type { Middleware } from 'koa'
import { one } from '../../projections/models.js'
import { users } from '../../projections/users.js'
import type { RequestState } from '../rest/run-route.js'
import type { OperatorParts } from './parts.js'
import { Problem } from './problem.js'
import { isOperator } from './token.js'

/** Read models further behind than this are not ready (`product.md 4`). */
const MOST_LAG_MS = 10_000
const PATIENCE_MS = 2000

export interface Lag {
  readonly head: number
  readonly position: number
  /** Age of the oldest event that the read models have not seen; 0 where there is none. */
  readonly ms: number
}

/** How far the read models are behind the log. Rejects when the event store cannot be reached. */
const measureLag = async ({ events, core }: OperatorParts): Promise<Lag> => {
  const head = await events.head()
  const { position } = core.models
  if (position >= head) return { head, position, ms: 0 }
  for await (const [oldest] of events.readAll(position, 1)) {
    if (oldest) return { head, position, ms: Math.max(0, core.clock.now() - oldest.metadata.at) }
  }
  return { head, position, ms: 0 }
}

const patience = async <T>(work: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('late')), PATIENCE_MS)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}

const isThere = (work: Promise<unknown>): Promise<boolean> =>
  patience(work).then(
    () => true,
    () => false,
  )

/** What stands against serving, in sentences; nothing where the server is ready. */
const readiness = async (parts: OperatorParts): Promise<Partial<Lag> & { reasons: readonly string[] }> => {
  const [lag, isReadStoreThere] = await Promise.all([
    patience(measureLag(parts)).catch(() => undefined),
    isThere(one(parts.core.models, users, '0')),
  ])
  const reasons = isReadStoreThere ? [] : ['The read store cannot be reached.']
  if (!parts.isServing())
    reasons.push('This process has lost its lease: it is behind the others, or cannot reach the stores.')
  if (!lag) return { reasons: ['The event store cannot be reached.', ...reasons] }
  if (lag.ms >= MOST_LAG_MS) reasons.push(`The read models are ${Math.round(lag.ms / 1000)} s behind the log.`)
  return { ...lag, reasons }
}

const observeLag = async (parts: OperatorParts): Promise<void> => {
  const lag = await patience(measureLag(parts)).catch(() => undefined)
  if (!lag) return
  for (const name of parts.models) {
    parts.metrics.projectionLagEvents.set({ name }, Math.max(0, lag.head - lag.position))
    parts.metrics.projectionLagSeconds.set({ name }, lag.ms / 1000)
  }
}

type Page = (parts: OperatorParts, ctx: Parameters<Middleware<RequestState>>[0]) => Promise<void>

const healthz: Page = async (_, ctx) => {
  ctx.body = { status: 'alive' }
}

const readyz: Page = async (parts, ctx) => {
  const found = await readiness(parts)
  const ready = found.reasons.length === 0
  ctx.status = ready ? 200 : 503
  ctx.body = { status: ready ? 'ready' : 'not ready', ...found }
}

const metrics: Page = async (parts, ctx) => {
  if (!ctx.state.client.loopback && !isOperator(ctx.headers, parts.adminToken)) {
    throw new Problem(401, 'metrics are for this machine, or with the operators’ token')
  }
  await observeLag(parts)
  parts.metrics.parkedEvents.set(parts.parked().reduce((sum, { count }) => sum + count, 0))
  ctx.body = await parts.metrics.text()
  ctx.type = parts.metrics.contentType
}

export const healthPages: Readonly<Record<string, Page>> = {
  '/healthz': healthz,
  '/readyz': readyz,
  '/metrics': metrics,
}
