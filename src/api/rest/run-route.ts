import type { IncomingHttpHeaders } from 'node:http'
import type { Middleware } from 'koa'
import type { Context, Core, Who } from '../../commands/context.js'
import { Rejection } from '../../domain/decision.js'
import type { Metrics } from '../../services/metrics.js'
import type { Authenticate, Presented } from '../authenticate.js'
import type { Client } from '../client-address.js'
import { Refused } from '../http-errors.js'
import { idempotencyKey } from '../idempotency.js'
import type { OwnWrites } from '../own-writes.js'
import { readBytes } from '../request-body.js'
import { success } from '../results.js'
import { isCleanText, parseBody, reader, type Body } from '../wire.js'
import type { Ask, Route } from './route.js'

/** What a request has gathered on its way. */
export interface RequestState {
  /** Its id. */
  request: string
  client: Client
  /** The API's path that was asked, without `/chat` and aliases; for logs and metrics. */
  command?: string
}

/** A route and the reader of its bodies. */
interface Entry {
  readonly route: Route
  readonly read: (body: Body) => unknown
}

export interface RouteParts {
  readonly core: Core
  readonly routes: readonly Route[]
  readonly authenticate: Authenticate
  readonly ownWrites: OwnWrites
  readonly isServing: () => boolean
  readonly metrics: Metrics
}

const tableOf = (routes: readonly Route[]): ReadonlyMap<string, Entry> => {
  const table = new Map<string, Entry>()
  for (const route of routes) {
    const entry = { route, read: reader(route.input) }
    for (const path of [route.path, ...route.aliases]) {
      if (table.has(path)) throw new TypeError(`${path} stands in two routes`)
      table.set(path, entry)
    }
  }
  return table
}

const find = (table: ReadonlyMap<string, Entry>, path: string): Entry | undefined =>
  table.get(path) ?? (path.startsWith('/chat/') ? table.get(path.slice('/chat'.length)) : undefined)

const visitorId = (headers: IncomingHttpHeaders): string => {
  const uuid = headers['fzm-uuid']
  return typeof uuid === 'string' && isCleanText(uuid) ? uuid.slice(0, 100) : ''
}

const whoAsks = (presented: Presented, route: Route, headers: IncomingHttpHeaders): Who => {
  if (presented.state === 'live') return { kind: 'user', id: presented.user, session: presented.session.id }
  if (route.access === 'anyone') return { kind: 'visitor', id: visitorId(headers) }
  throw new Rejection(presented.state === 'none' ? 'signed-out' : presented.reason)
}

/** A visitor is nobody whose key could be told from another's. */
const keyOf = (headers: IncomingHttpHeaders, who: Who, path: string): { key?: string } => {
  const key = idempotencyKey(headers, path)
  return key !== undefined && who.kind === 'user' ? { key } : {}
}

const always = (): true => true

/** Answers the calls of the API: who, what, done, visible (`product.md 3`). Last in the row of middleware. */
export const runRoutes = (parts: RouteParts): Middleware<RequestState> => {
  const { core, authenticate, ownWrites } = parts
  const mustServe = (): void => {
    if (!parts.isServing()) throw new Refused(503, 'this process is behind the others; try again')
  }
  const table = tableOf(parts.routes)

  const contextFor = async (route: Route, headers: IncomingHttpHeaders, request: string): Promise<Context> => {
    const presented = await authenticate(headers)
    const who = whoAsks(presented, route, headers)
    if (who.kind === 'user' && !(await ownWrites.areVisible(who.session))) throw new Rejection('unavailable')
    const live = presented.state === 'live' ? presented.live : always
    return { ...core, who, request, ...keyOf(headers, who, route.path), live, effect: { position: 0 } }
  }

  const settle = async ({ who, effect }: Context): Promise<void> => {
    if (effect.position > 0) await ownWrites.settle(who.kind === 'user' ? who.session : undefined, effect.position)
  }

  return async (ctx) => {
    const entry = find(table, ctx.path)
    if (!entry) throw new Refused(404, 'unknown path')
    if (ctx.method !== 'POST') {
      ctx.set('Allow', 'POST')
      throw new Refused(405, 'calls are POST requests')
    }
    ctx.state.command = entry.route.path
    mustServe()
    const bytes = await readBytes(ctx.req)
    if (!bytes) throw new Refused(413, 'a body has at most 64 KiB')
    const context = await contextFor(entry.route, ctx.headers, ctx.state.request)
    const ask: Ask = {
      headers: ctx.headers,
      address: ctx.state.client.address,
      secure: ctx.state.client.secure,
      setCookie: (line) => ctx.append('Set-Cookie', line),
    }
    try {
      const data = await entry.route.run(context, entry.read(parseBody(bytes)), ask)
      // what was read may be old by now; what was done, is done
      if (context.effect.position === 0) mustServe()
      ctx.body = success(data ?? {})
    } finally {
      await settle(context)
      if (context.effect.position > 0) ctx.set('Annals-Position', String(context.effect.position))
    }
  }
}
