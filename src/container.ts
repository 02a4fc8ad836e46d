import 'reflect-metadata'
import { join } from 'node:path'
import type { ServiceIdentifier } from 'inversify'
import { Container } from 'inversify'
import { InTurn } from './commands/in-turn.js'
import type { Core } from './commands/context.js'
import type { Kernel } from './commands/handle.js'
import { States } from './commands/states.js'
import type { Time } from './domain/decision.js'
import { Projecting } from './projecting.js'
import { buildInWorker } from './projections/build-embedded.js'
import { buildHere } from './projections/build-here.js'
import type { Builder } from './projections/build.js'
import { Follower } from './projections/follower.js'
import { projections } from './projections/index.js'
import type { Feed } from './projections/models.js'
import { Runner } from './projections/runner.js'
import { Shown } from './projections/shown.js'
import type { AdjustableClock } from './services/clock.js'
import { createClock } from './services/clock.js'
import { Lease } from './services/lease.js'
import type { Logger } from './services/logger.js'
import { createLogger } from './services/logger.js'
import { alone, Membership, type Alone } from './services/membership.js'
import type { Metrics } from './services/metrics.js'
import { createMetrics } from './services/metrics.js'
import type { Presence } from './services/presence.js'
import type { Secrets } from './services/secrets.js'
import { openSecrets } from './services/secrets.js'
import { SessionSockets } from './services/session-sockets.js'
import type { Settings } from './settings.js'
import type { DocumentStore } from './stores/document-store.js'
import { openEmbeddedDocumentStore } from './stores/embedded/document-store.js'
import { openEmbeddedEventStore } from './stores/embedded/event-store.js'
import { memorySharedState } from './stores/embedded/shared-state.js'
import type { EventStore } from './stores/event-store.js'
import { openEventStoreDb } from './stores/eventstoredb/event-store.js'
import { openMongoDocumentStore, type MongoOptions } from './stores/mongodb/document-store.js'
import { openMongoSharedState } from './stores/mongodb/shared-state.js'
import type { SharedState } from './stores/shared-state.js'

const token = <T>(name: string): ServiceIdentifier<T> => Symbol.for(name)

/** What the parts of the product are known by. */
export const TOKENS = {
  settings: token<Settings>('settings'),
  secrets: token<Secrets>('secrets'),
  logger: token<Logger>('logger'),
  metrics: token<Metrics>('metrics'),
  clock: token<AdjustableClock>('clock'),
  events: token<EventStore>('events'),
  documents: token<DocumentStore>('documents'),
  shared: token<SharedState>('shared'),
  /** As `shared`, by the system's clock. */
  leases: token<SharedState>('leases'),
  feed: token<Feed>('feed'),
  others: token<Membership | Alone>('others'),
  states: token<States>('states'),
  kernel: token<Kernel>('kernel'),
}

/** Whether other processes may serve the same log: that needs both external stores (`product.md 2`, ROLE). */
export const isShared = ({ EVENT_STORE, READ_STORE }: Settings): boolean =>
  EVENT_STORE === 'eventstoredb' && READ_STORE === 'mongodb'

/** What a process is told of while it is put together. */
export interface Told {
  /** The process has to end. */
  readonly onFatal: (error: unknown) => void
  /** Why it waits, as a sentence. */
  readonly onWaiting?: (sentence: string) => void
}

const logFolder = ({ DATA_DIR }: Settings): string => join(DATA_DIR, 'log')
const documentFolder = ({ DATA_DIR }: Settings): string => join(DATA_DIR, 'read-models')

type Waiting = (sentence: string) => void

const openEvents = (settings: Settings, waiting: Waiting, { onFatal }: Told): Promise<EventStore> =>
  settings.EVENT_STORE === 'eventstoredb'
    ? openEventStoreDb(settings.EVENTSTORE_URL!, { onWaiting: (reason) => waiting(`EventStoreDB: ${reason}`) })
    : openEmbeddedEventStore(logFolder(settings), { onFatal })

const openDocuments = (settings: Settings, onTrouble: Waiting): Promise<DocumentStore> =>
  settings.READ_STORE === 'mongodb'
    ? openMongoDocumentStore(settings.MONGODB_URL!, { onTrouble })
    : openEmbeddedDocumentStore(documentFolder(settings))

/** A lease is not waited for longer than it can be renewed again in time. */
const LEASE_PATIENCE = { reachMs: 1_000, answerMs: 1_000 }

const openShared = async (
  settings: Settings,
  now: () => Time,
  onTrouble: Waiting,
  patience?: MongoOptions['patience'],
): Promise<SharedState> =>
  settings.READ_STORE === 'mongodb'
    ? openMongoSharedState(settings.MONGODB_URL!, now, { onTrouble, ...(patience && { patience }) })
    : memorySharedState(now)

/** A worker can only open what lies in folders. */
const builderOf = (settings: Settings, log: EventStore, store: DocumentStore): Builder =>
  settings.EVENT_STORE === 'embedded' && settings.READ_STORE === 'embedded'
    ? buildInWorker(logFolder(settings), documentFolder(settings), () => log.head())
    : buildHere(log, store, projections)

/** Longer than a process serves without having seen which copies serve (30 s), and a question to MongoDB takes with its repetitions. */
const KEPT_MS = 120_000

/** What folds the log into read models in this process, while `isAtWork`. */
const runnerOf = (
  container: Container,
  events: EventStore,
  documents: DocumentStore,
  isAtWork?: () => boolean,
): Runner => {
  const settings = container.get(TOKENS.settings)
  const { commitSeconds } = container.get(TOKENS.metrics)
  return new Runner({
    events,
    documents,
    projections,
    build: builderOf(settings, events, documents),
    onProgress: (sentence) => container.get(TOKENS.logger).info(sentence),
    onStored: (seconds) => commitSeconds.observe(seconds),
    ...(isAtWork && { isAtWork, keptMs: KEPT_MS }),
  })
}

/** Projects for all processes while this one holds the lease of it. */
export const projectingOf = async (container: Container): Promise<Projecting> => {
  const onTrouble = (sentence: string): void => container.get(TOKENS.logger).warn(sentence)
  const events = await container.getAsync(TOKENS.events)
  const lease = new Lease(await container.getAsync(TOKENS.leases), 'projector')
  const open = async () => {
    const documents = await openDocuments(container.get(TOKENS.settings), onTrouble)
    const runner = runnerOf(container, events, documents, () => lease.isHeld)
    const close = async (): Promise<void> => {
      await runner.close()
      await documents.close()
    }
    return { runner, close }
  }
  return new Projecting({ lease, open, onTrouble })
}

/** Everything with one instance per process, made when it is first asked for. */
export const createContainer = (settings: Settings, told: Told): Container => {
  const { events, documents, logger, clock, feed, states, shared, leases, others } = TOKENS
  const container = new Container({ defaultScope: 'Singleton' })
  const onTrouble = (sentence: string): void => {
    container.get(logger).warn(sentence)
    told.onWaiting?.(sentence)
  }
  container.bind(TOKENS.settings).toConstantValue(settings)
  container.bind(logger).toResolvedValue(() => createLogger(settings.LOG_LEVEL))
  container.bind(TOKENS.metrics).toResolvedValue(createMetrics)
  container.bind(TOKENS.secrets).toResolvedValue(() => openSecrets(settings))
  container.bind(clock).toResolvedValue(() => createClock(settings.NODE_ID))
  container.bind(events).toResolvedValue(() => openEvents(settings, onTrouble, told))
  container.bind(documents).toResolvedValue(() => openDocuments(settings, onTrouble))
  container
    .bind(shared)
    .toResolvedValue((time: AdjustableClock) => openShared(settings, () => time.now(), onTrouble), [clock])
  container.bind(leases).toResolvedValue(() => openShared(settings, Date.now, onTrouble, LEASE_PATIENCE))
  container.bind(feed).toResolvedValue(
    (log: EventStore, store: DocumentStore): Feed =>
      isShared(settings)
        ? new Follower({
            events: log,
            shown: new Shown({ events: log, documents: store, projections }),
            onProgress: onTrouble,
          })
        : runnerOf(container, log, store),
    [events, documents],
  )
  container
    .bind(others)
    .toResolvedValue(
      (following: Feed, state: SharedState) =>
        following instanceof Follower
          ? new Membership({ node: settings.NODE_ID, shared: state, log: following, onTrouble })
          : alone,
      [feed, leases],
    )
  container
    .bind(states)
    .toResolvedValue((log: EventStore, models: Feed) => new States(log, () => models.position), [events, feed])
  container.bind(TOKENS.kernel).toResolvedValue(
    (log: EventStore, folded: States, models: Feed, company: Membership | Alone) => {
      const { appendSeconds, appendBatchEvents } = container.get(TOKENS.metrics)
      const time = container.get(clock)
      return new InTurn({
        events: log,
        states: folded,
        models,
        now: () => time.now(),
        onBug: (error) => container.get(logger).error({ err: error }, 'a command failed'),
        onAppended: (count, seconds) => {
          appendBatchEvents.observe(count)
          appendSeconds.observe(seconds)
        },
        alone: !(company instanceof Membership),
        isServing: () => company.isServing,
        holding: () => company.holding(),
      })
    },
    [events, states, feed, others],
  )
  return container
}

/** What commands are given. */
export const coreOf = async (container: Container, presence: Presence): Promise<Core> => {
  const { MAX_ROOM_MEMBERS } = await container.getAsync(TOKENS.settings)
  const [shared, others] = [await container.getAsync(TOKENS.shared), await container.getAsync(TOKENS.others)]
  return {
    kernel: await container.getAsync(TOKENS.kernel),
    models: await container.getAsync(TOKENS.feed),
    others,
    sessionSockets: new SessionSockets({ shared, self: others.self, serving: () => others.serving() }),
    events: await container.getAsync(TOKENS.events),
    clock: await container.getAsync(TOKENS.clock),
    shared,
    limits: { maxRoomMembers: MAX_ROOM_MEMBERS },
    presence,
  }
}
