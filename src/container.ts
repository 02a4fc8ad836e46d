import 'reflect-metadata'
import { join } from 'node:path'
import type { ServiceIdentifier } from 'inversify'
import { Container } from 'inversify'
import { InTurn } from './commands/in-turn.js'
import type { Core } from './commands/context.js'
import type { Kernel } from './commands/handle.js'
import { States } from './commands/states.js'
import { buildInWorker } from './projections/build-embedded.js'
import { buildHere } from './projections/build-here.js'
import type { Builder } from './projections/build.js'
import { projections } from './projections/index.js'
import { Runner } from './projections/runner.js'
import type { AdjustableClock } from './services/clock.js'
import { createClock } from './services/clock.js'
import type { Logger } from './services/logger.js'
import { createLogger } from './services/logger.js'
import type { Metrics } from './services/metrics.js'
import { createMetrics } from './services/metrics.js'
import type { Presence } from './services/presence.js'
import type { Secrets } from './services/secrets.js'
import { openSecrets } from './services/secrets.js'
import type { Settings } from './settings.js'
import type { DocumentStore } from './stores/document-store.js'
import { openEmbeddedDocumentStore } from './stores/embedded/document-store.js'
import { openEmbeddedEventStore } from './stores/embedded/event-store.js'
import { memorySharedState } from './stores/embedded/shared-state.js'
import type { EventStore } from './stores/event-store.js'
import { openEventStoreDb } from './stores/eventstoredb/event-store.js'
import { openMongoDocumentStore } from './stores/mongodb/document-store.js'
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
  runner: token<Runner>('runner'),
  states: token<States>('states'),
  kernel: token<Kernel>('kernel'),
}

const logFolder = ({ DATA_DIR }: Settings): string => join(DATA_DIR, 'log')
const documentFolder = ({ DATA_DIR }: Settings): string => join(DATA_DIR, 'read-models')

const openEvents = (settings: Settings, lines: Logger, onFatal: (error: unknown) => void): Promise<EventStore> =>
  settings.EVENT_STORE === 'eventstoredb'
    ? openEventStoreDb(settings.EVENTSTORE_URL!, {
        onWaiting: (reason) => lines.warn(`waiting for EventStoreDB: ${reason}`),
      })
    : openEmbeddedEventStore(logFolder(settings), { onFatal })

const openDocuments = (settings: Settings, lines: Logger): Promise<DocumentStore> =>
  settings.READ_STORE === 'mongodb'
    ? openMongoDocumentStore(settings.MONGODB_URL!, { onTrouble: (sentence) => lines.warn(sentence) })
    : openEmbeddedDocumentStore(documentFolder(settings))

const openShared = async (settings: Settings, time: AdjustableClock, lines: Logger): Promise<SharedState> =>
  settings.READ_STORE === 'mongodb'
    ? openMongoSharedState(settings.MONGODB_URL!, () => time.now(), { onTrouble: (sentence) => lines.warn(sentence) })
    : memorySharedState(() => time.now())

/** A worker can only open what lies in folders. */
const builderOf = (settings: Settings, log: EventStore, store: DocumentStore): Builder =>
  settings.EVENT_STORE === 'embedded' && settings.READ_STORE === 'embedded'
    ? buildInWorker(logFolder(settings), documentFolder(settings), () => log.head())
    : buildHere(log, store, projections)

/** Everything with one instance per process, made when it is first asked for. `onFatal`: the process has to end. */
export const createContainer = (settings: Settings, onFatal: (error: unknown) => void): Container => {
  const { events, documents, logger, clock, runner, states } = TOKENS
  const container = new Container({ defaultScope: 'Singleton' })
  container.bind(TOKENS.settings).toConstantValue(settings)
  container.bind(logger).toResolvedValue(() => createLogger(settings.LOG_LEVEL))
  container.bind(TOKENS.metrics).toResolvedValue(createMetrics)
  container.bind(TOKENS.secrets).toResolvedValue(() => openSecrets(settings))
  container.bind(clock).toResolvedValue(() => createClock(settings.NODE_ID))
  container.bind(events).toResolvedValue((lines: Logger) => openEvents(settings, lines, onFatal), [logger])
  container.bind(documents).toResolvedValue((lines: Logger) => openDocuments(settings, lines), [logger])
  container
    .bind(TOKENS.shared)
    .toResolvedValue((time: AdjustableClock, lines: Logger) => openShared(settings, time, lines), [clock, logger])
  container.bind(runner).toResolvedValue(
    (log: EventStore, store: DocumentStore, lines: Logger, metrics: Metrics) =>
      new Runner({
        events: log,
        documents: store,
        projections,
        build: builderOf(settings, log, store),
        onProgress: (sentence) => lines.info(sentence),
        onStored: (seconds) => metrics.commitSeconds.observe(seconds),
      }),
    [events, documents, logger, TOKENS.metrics],
  )
  container
    .bind(states)
    .toResolvedValue((log: EventStore, models: Runner) => new States(log, () => models.position), [events, runner])
  container.bind(TOKENS.kernel).toDynamicValue(async (context) => {
    const [log, folded, models] = await Promise.all([
      context.getAsync(events),
      context.getAsync(states),
      context.getAsync(runner),
    ])
    const onBug = (error: unknown): void => context.get(logger).error({ err: error }, 'a command failed')
    const { appendSeconds, appendBatchEvents } = context.get(TOKENS.metrics)
    const onAppended = (count: number, seconds: number): void => {
      appendBatchEvents.observe(count)
      appendSeconds.observe(seconds)
    }
    // once and not with each call: it is asked for several times a command
    const time = context.get(clock)
    return new InTurn({ events: log, states: folded, models, now: () => time.now(), onBug, onAppended })
  })
  return container
}

/** What commands are given. */
export const coreOf = async (container: Container, presence: Presence): Promise<Core> => {
  const { MAX_ROOM_MEMBERS } = await container.getAsync(TOKENS.settings)
  return {
    kernel: await container.getAsync(TOKENS.kernel),
    models: await container.getAsync(TOKENS.runner),
    events: await container.getAsync(TOKENS.events),
    clock: await container.getAsync(TOKENS.clock),
    shared: await container.getAsync(TOKENS.shared),
    limits: { maxRoomMembers: MAX_ROOM_MEMBERS },
    presence,
  }
}
