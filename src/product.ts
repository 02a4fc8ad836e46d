import type { RequestListener } from 'node:http'
import { authenticator, type Authenticate } from './api/authenticate.js'
import { createHttp } from './api/http.js'
import { operatorsDoor } from './api/operator/door.js'
import { restRoutes } from './api/rest/index.js'
import { refuseSocket, startServer, type ServerParts } from './api/server.js'
import { createSockets, type Sockets } from './api/socket/sockets.js'
import { starting } from './api/starting.js'
import { closeAll, type Closers } from './closing.js'
import { asServer } from './commands/perform.js'
import { TOKENS, coreOf, createContainer, isShared, projectingOf } from './container.js'
import * as Operator from './domain/operator.js'
import type { Projecting } from './projecting.js'
import { projections } from './projections/index.js'
import type { Taken } from './projections/models.js'
import { ReactionLoop } from './reactions/loop.js'
import { cookies, type Cookies } from './services/cookies.js'
import { goOnAbove } from './services/clock.js'
import { Membership } from './services/membership.js'
import { passwords } from './services/passwords.js'
import { lateBound, nobody, type Presence } from './services/presence.js'
import { sealing } from './services/sealing.js'
import { SharedPresence } from './services/shared-presence.js'
import { consoleSms } from './services/sms.js'
import type { Settings } from './settings.js'

export interface Product {
  readonly url: string
  /** Finishes what is under way, in reverse order of the start. */
  close(): Promise<void>
}

type Container = ReturnType<typeof createContainer>

/** How far back the newest times of the log are looked for: a position counts events here, bytes in EventStoreDB. */
const RECENT = { embedded: 1_000, eventstoredb: 1_000_000 }

/** Opens the stores, and begins to project for all processes where that is the role of this one. */
const openStores = async (container: Container, closers: Closers): Promise<Projecting | undefined> => {
  const settings = container.get(TOKENS.settings)
  const metrics = container.get(TOKENS.metrics)
  closers.push(() => metrics.close())
  await container.getAsync(TOKENS.secrets)
  for (const store of [TOKENS.leases, TOKENS.shared, TOKENS.events, TOKENS.documents]) {
    const opened = await container.getAsync<{ close(): Promise<void> }>(store)
    closers.push(() => opened.close())
  }
  if (!isShared(settings) || settings.ROLE === 'api') return undefined
  const projecting = await projectingOf(container)
  projecting.start()
  closers.push(() => projecting.close())
  return projecting
}

const partsOf = async (container: Container, presence: () => Presence) => {
  const [secrets, clock, events, feed, states, others, shared, leases] = await Promise.all([
    container.getAsync(TOKENS.secrets),
    container.getAsync(TOKENS.clock),
    container.getAsync(TOKENS.events),
    container.getAsync(TOKENS.feed),
    container.getAsync(TOKENS.states),
    container.getAsync(TOKENS.others),
    container.getAsync(TOKENS.shared),
    container.getAsync(TOKENS.leases),
  ])
  const core = await coreOf(container, lateBound(presence))
  const settings = container.get(TOKENS.settings)
  const logger = container.get(TOKENS.logger)
  const metrics = container.get(TOKENS.metrics)
  return { settings, logger, metrics, secrets, clock, events, feed, states, others, shared, leases, core }
}
type Parts = Awaited<ReturnType<typeof partsOf>>

/** What the feed brings goes into states and clock at once, and to the sockets when readers see it. */
const takenBy = ({ states, clock, others, core }: Parts, sockets: Sockets | undefined): Taken => ({
  received(events) {
    states.advance(events)
    if (!(others instanceof Membership)) return
    for (const { type, data } of events) if (type === 'ClockAdvanced') clock.setOffset(data.offset)
    const position = events.at(-1)?.position ?? 0
    // what was decided without these events is under way now
    void core.kernel.settled().then(() => others.applied(position))
  },
  visible: async (events) => sockets?.push(events),
})

/** The calls of the API, and the operators' door; for a projector only the latter. */
const httpOf = (parts: Parts, authenticate: Authenticate, signed: Cookies): RequestListener => {
  const { settings, logger, secrets, others, feed } = parts
  const isServing = (): boolean => others.isServing
  const signIn = {
    passwords: passwords(),
    sealing: sealing(secrets.dataKey),
    sms: consoleSms(logger),
    loginPolicy: settings.LOGIN_POLICY,
    timeZone: settings.TIME_ZONE,
    ...(settings.SMS_FIXED_CODE === undefined ? {} : { fixedCode: settings.SMS_FIXED_CODE }),
  }
  const operators = operatorsDoor({
    ...parts,
    adminToken: secrets.adminToken,
    models: projections.map(({ name }) => name),
    parked: () => feed.parked(),
    isServing,
  })
  const routes = settings.ROLE === 'projector' ? [] : restRoutes(signIn, signed, settings.GROUP_STATUS_ENCODING)
  const answer = createHttp({
    ...parts,
    routes,
    authenticate,
    alone: !(others instanceof Membership),
    isServing,
    operators,
  }).callback()
  return (request, response) => void answer(request, response)
}

/** The sockets of this process, and who is connected to all of them, which they tell each other once it is started. */
const openSockets = (parts: Parts, authenticate: Authenticate) => {
  const { others, leases, logger } = parts
  const sockets = createSockets({ ...parts, authenticate, isServing: () => others.isServing })
  if (!(others instanceof Membership)) return { sockets, presence: sockets.here.presence }
  const presence = new SharedPresence({
    self: others.self,
    shared: leases,
    serving: () => others.serving(),
    here: sockets.here,
    onChanged: (rooms) => sockets.othersMoved(rooms),
    onTrouble: (sentence) => logger.warn(sentence),
  })
  return { sockets, presence }
}

/** Takes the number of this process, and under it tells the others who is connected. */
const join = async (others: Membership, sockets: Sockets | undefined, presence: Presence, closers: Closers) => {
  await others.join(() => sockets?.dismiss())
  closers.push(() => others.leave())
  if (!(presence instanceof SharedPresence)) return
  presence.start()
  closers.push(() => presence.close())
}

/** Finishes what commands leave undone: one process does it for all. */
const react = async ({ core, events, logger }: Parts, projecting: Projecting | undefined, closers: Closers) => {
  const failed = (name: string, error: unknown): void =>
    logger.error({ err: error, reaction: name }, 'a reaction failed')
  const isAtWork = (): boolean => projecting?.isAtWork ?? true
  const reactions = new ReactionLoop(() => asServer(core), await events.head(), failed, isAtWork)
  reactions.start()
  closers.push(() => reactions.close())
}

const noSockets: ServerParts['upgrade'] = (_, socket) => refuseSocket(socket, '404 Not Found')

/** Puts everything together on stores that are there. */
const assemble = async (container: Container, onFatal: (error: unknown) => void, closers: Closers) => {
  const projecting = await openStores(container, closers)
  let presence: Presence = nobody
  const parts = await partsOf(container, () => presence)
  const { settings, feed, others, core, clock, events } = parts
  await feed.open()
  closers.push(() => feed.close())
  clock.setOffset((await core.kernel.load(Operator.CLOCK, Operator)).offset)
  await goOnAbove(clock, events, RECENT[settings.EVENT_STORE])

  const signed = cookies(parts.secrets.session)
  const authenticate = authenticator(core, signed)
  let sockets: Sockets | undefined
  if (settings.ROLE !== 'projector') ({ sockets, presence } = openSockets(parts, authenticate))
  // what is read from now on is read with all that lies before
  const followed = feed.position
  feed.follow(takenBy(parts, sockets), onFatal)
  if (others instanceof Membership) {
    others.applied(followed)
    await join(others, sockets, presence, closers)
  }
  if (settings.ROLE !== 'api') await react(parts, projecting, closers)
  const upgrade = sockets?.upgrade.bind(sockets) ?? noSockets
  return { sockets, serving: { handle: httpOf(parts, authenticate, signed), upgrade } }
}

/**
 * Listens, opens the stores, brings the read models level with the log, and serves. `onFatal`: the process has to end, since what is on
 * disk is not known any more.
 * @throws FolderLocked, LogDamaged, WrongSetting, NumberTaken
 */
export const startProduct = async (settings: Settings, onFatal: (error: unknown) => void): Promise<Product> => {
  let reason = 'The stores are being opened.'
  const server = await startServer(
    settings,
    starting(() => [reason]),
  )
  const onWaiting = (sentence: string): void => void (reason = sentence)
  const closers: Closers = []
  try {
    const { sockets, serving } = await assemble(createContainer(settings, { onFatal, onWaiting }), onFatal, closers)
    await server.serve(serving)
    closers.push(async () => void (await Promise.all([server.close(), sockets?.close()])))
  } catch (error) {
    closers.push(() => server.close())
    await closeAll(closers).catch(() => undefined)
    throw error
  }
  return { url: server.url, close: () => closeAll(closers) }
}
