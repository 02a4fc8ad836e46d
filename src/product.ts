import type { RequestListener } from 'node:http'
import { authenticator } from './api/authenticate.js'
import { createHttp } from './api/http.js'
import { operatorsDoor } from './api/operator/door.js'
import { restRoutes } from './api/rest/index.js'
import { startServer } from './api/server.js'
import { createSockets } from './api/socket/sockets.js'
import { asServer } from './commands/perform.js'
import { TOKENS, coreOf, createContainer } from './container.js'
import * as Operator from './domain/operator.js'
import { projections } from './projections/index.js'
import type { Runner } from './projections/runner.js'
import { ReactionLoop } from './reactions/loop.js'
import { cookies } from './services/cookies.js'
import { goOnAbove } from './services/clock.js'
import { passwords } from './services/passwords.js'
import { sealing } from './services/sealing.js'
import { consoleSms } from './services/sms.js'
import type { Settings } from './settings.js'

export interface Product {
  readonly url: string
  /** Finishes what is under way, in reverse order of the start. */
  close(): Promise<void>
}

/** How far back the newest times of the log are looked for: a position counts events here, bytes in EventStoreDB. */
const RECENT = { embedded: 1_000, eventstoredb: 1_000_000 }

const closeStores = async (container: ReturnType<typeof createContainer>, runner: Runner): Promise<void> => {
  await runner.close()
  await (await container.getAsync(TOKENS.documents)).close()
  await (await container.getAsync(TOKENS.events)).close()
  await (await container.getAsync(TOKENS.shared)).close()
  container.get(TOKENS.metrics).close()
}

/**
 * Opens the stores, brings the read models level with the log, and listens. `onFatal`: the process has to end, since what is on disk is
 * not known any more.
 * @throws FolderLocked, LogDamaged, WrongSetting
 */
export const startProduct = async (settings: Settings, onFatal: (error: unknown) => void): Promise<Product> => {
  const container = createContainer(settings, onFatal)
  const secrets = await container.getAsync(TOKENS.secrets)
  const events = await container.getAsync(TOKENS.events)
  const runner = await container.getAsync(TOKENS.runner)
  const clock = await container.getAsync(TOKENS.clock)
  const logger = container.get(TOKENS.logger)
  const metrics = container.get(TOKENS.metrics)
  await runner.open()

  // what asks who is connected is there before the sockets are
  const core = await coreOf(container, {
    onlineIn: (room) => sockets.presence.onlineIn(room),
    inGroup: (group) => sockets.presence.inGroup(group),
    isVisiting: (visitor) => sockets.presence.isVisiting(visitor),
    isConnected: (user, session) => sockets.presence.isConnected(user, session),
    runsOf: (user) => sockets.presence.runsOf(user),
  })
  clock.setOffset((await core.kernel.load(Operator.CLOCK, Operator)).offset)
  await goOnAbove(clock, events, RECENT[settings.EVENT_STORE])
  const signed = cookies(secrets.session)
  const authenticate = authenticator(core, signed)
  const sockets = createSockets({ core, authenticate, settings, logger, metrics })
  const states = await container.getAsync(TOKENS.states)
  runner.follow(async (run) => {
    states.advance(run)
    await sockets.push(run)
  }, onFatal)

  const reactions = new ReactionLoop(
    () => asServer(core),
    await events.head(),
    (name, error) => logger.error({ err: error, reaction: name }, 'a reaction failed'),
  )
  reactions.start()
  const parts = {
    passwords: passwords(),
    sealing: sealing(secrets.dataKey),
    sms: consoleSms(logger),
    loginPolicy: settings.LOGIN_POLICY,
    timeZone: settings.TIME_ZONE,
    ...(settings.SMS_FIXED_CODE === undefined ? {} : { fixedCode: settings.SMS_FIXED_CODE }),
  }
  const operators = operatorsDoor({
    core,
    events,
    clock,
    adminToken: secrets.adminToken,
    settings,
    metrics,
    logger,
    models: projections.map(({ name }) => name),
    parked: () => runner.parked(),
  })
  const routes = restRoutes(parts, signed, settings.GROUP_STATUS_ENCODING)
  const http = createHttp({ core, routes, authenticate, settings, logger, metrics, alone: true, operators })
  const answer = http.callback()
  const handle: RequestListener = (request, response) => void answer(request, response)
  const server = await startServer({
    handle,
    upgrade: (...handshake) => sockets.upgrade(...handshake),
    settings,
  })
  return {
    url: server.url,
    async close() {
      await sockets.close()
      await server.close()
      await reactions.close()
      await closeStores(container, runner)
    },
  }
}
