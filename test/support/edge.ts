import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Authenticate } from '../../src/api/authenticate.js'
import { createHttp } from '../../src/api/http.js'
import { createLogger } from '../../src/services/logger.js'
import { operatorsDoor } from '../../src/api/operator/door.js'
import type { Route } from '../../src/api/rest/route.js'
import { startServer } from '../../src/api/server.js'
import { starting } from '../../src/api/starting.js'
import type { Core } from '../../src/commands/context.js'
import { coreOf, createContainer, TOKENS } from '../../src/container.js'
import type { Session } from '../../src/domain/session.js'
import type { Models } from '../../src/projections/models.js'
import { settingsSchema } from '../../src/settings.js'
import type { EventStore } from '../../src/stores/event-store.js'
import { unheard } from './unheard.js'
import { nobody } from '../../src/services/presence.js'

export const ADMIN_TOKEN = 'token-of-the-operators'

/** Sends a request to the server; what comes back as text and, where it is JSON, parsed. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly json: Record<string, unknown>
}

/** A real HTTP server on a free port, on real embedded stores in a temporary folder. */
export interface Edge {
  readonly url: string
  readonly folder: string
  readonly core: Core
  readonly events: EventStore
  /** Lines of the log. */
  readonly log: string[]
  ask(path: string, init?: RequestInit): Promise<Answer>
  /** As ask, a POST with the operators' token. */
  act(path: string, body: object, headers?: Record<string, string>): Promise<Answer>
  /** As ask, a GET with the operators' token. */
  look(path: string): Promise<Answer>
  close(): Promise<void>
}

export interface EdgeOptions {
  readonly routes?: readonly Route[]
  readonly env?: Readonly<Record<string, string>>
  /** What stands in for the read models. */
  readonly models?: (models: Models) => Models
  /** Whether users may be served at this moment. Default: always. */
  readonly isServing?: () => boolean
}

const session = (id: string): Session => ({
  id,
  slot: 'phone',
  device: 'Android',
  deviceName: '',
  generation: 18,
  way: 'password',
  signedInAt: 0,
  usedAt: 0,
})

/** The header `who` signs in as that user; `gone` has been taken over. */
const authenticateByHeader: Authenticate = ({ who }) => {
  if (who === 'gone') return Promise.resolve({ state: 'refused', reason: 'taken-over' })
  if (typeof who !== 'string') return Promise.resolve({ state: 'none' })
  return Promise.resolve({ state: 'live', user: who, session: session(`9${who}`), live: () => true })
}

const answerOf = async (response: Response): Promise<Answer> => {
  const text = await response.text()
  const isJson = text !== '' && (response.headers.get('content-type') ?? '').includes('json')
  const json = (isJson ? JSON.parse(text) : {}) as Record<string, unknown>
  return { status: response.status, headers: response.headers, text, json }
}

export const openEdge = async ({
  routes = [],
  env = {},
  models,
  isServing = () => true,
}: EdgeOptions = {}): Promise<Edge> => {
  const folder = await mkdtemp(join(tmpdir(), 'annals-edge-'))
  const settings = settingsSchema.parse({ DATA_DIR: folder, PORT: '0', LOG_LEVEL: 'silent', ...env })
  const container = createContainer(settings, {
    onFatal: (error) => {
      throw error
    },
  })
  const runner = await container.getAsync(TOKENS.feed)
  await runner.open()
  runner.follow(unheard, () => undefined)
  const real = await coreOf(container, nobody)
  const core: Core = { ...real, models: models?.(real.models) ?? real.models }
  const events = await container.getAsync(TOKENS.events)
  const log: string[] = []
  const metrics = container.get(TOKENS.metrics)
  const logger = createLogger('info', { write: (line) => void log.push(line) })
  const operators = operatorsDoor({
    core,
    events,
    clock: await container.getAsync(TOKENS.clock),
    adminToken: ADMIN_TOKEN,
    settings,
    metrics,
    logger,
    models: ['users'],
    parked: () => [{ count: 3 }, { count: 4 }],
    isServing,
  })
  const authenticate = authenticateByHeader
  const parts = { core, routes, authenticate, settings, logger, metrics, alone: true, isServing, operators }
  const answer = createHttp(parts).callback()
  const server = await startServer(
    settings,
    starting(() => []),
  )
  await server.serve({
    handle: (request, reply) => void answer(request, reply),
    upgrade: (_, socket) => void socket.destroy(),
  })
  const ask = async (path: string, init?: RequestInit): Promise<Answer> =>
    answerOf(await fetch(server.url + path, init))
  const authorization = `Bearer ${ADMIN_TOKEN}`
  return {
    url: server.url,
    folder,
    core,
    events,
    log,
    ask,
    act: (path, body, headers = {}) =>
      ask(path, { method: 'POST', body: JSON.stringify(body), headers: { authorization, ...headers } }),
    look: (path) => ask(path, { headers: { authorization } }),
    async close() {
      await server.close()
      await runner.close()
      await events.close()
      await (await container.getAsync(TOKENS.documents)).close()
      metrics.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
