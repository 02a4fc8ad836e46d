import type { Context, Core } from '../../src/commands/context.js'
import type { KernelParts } from '../../src/commands/in-turn.js'
import { InTurn } from '../../src/commands/in-turn.js'
import { visible } from '../../src/commands/perform.js'
import { States } from '../../src/commands/states.js'
import type { NewEvent } from '../../src/stores/event-store.js'
import type { Recorded } from '../../src/domain/decision.js'
import type { EventOf, EventType } from '../../src/domain/events.js'
import type { Id } from '../../src/domain/ids.js'
import type { AnyProjection } from '../../src/projections/apply.js'
import { buildInWorker } from '../../src/projections/build-embedded.js'
import { projections } from '../../src/projections/index.js'
import type { RunnerParts } from '../../src/projections/runner.js'
import { Runner } from '../../src/projections/runner.js'
import type { Taken } from '../../src/projections/models.js'
import { alone } from '../../src/services/membership.js'
import { nobody } from '../../src/services/presence.js'
import { createClock } from '../../src/services/clock.js'
import { SessionSockets } from '../../src/services/session-sockets.js'
import { openEmbeddedDocumentStore } from '../../src/stores/embedded/document-store.js'
import type { DocumentStore } from '../../src/stores/document-store.js'
import { openEmbeddedEventStore } from '../../src/stores/embedded/event-store.js'
import { memorySharedState } from '../../src/stores/embedded/shared-state.js'
import type { EventStore } from '../../src/stores/event-store.js'

export const fatal = (error: unknown): never => {
  throw error
}

/** What may be different from the product. */
export interface Changes {
  /** What the kernel and the runner see of the event store. */
  readonly wrap?: (events: EventStore) => EventStore
  /** Closed with the world. */
  readonly documents?: DocumentStore
  readonly models?: readonly AnyProjection[]
  readonly build?: RunnerParts['build']
  readonly few?: number
  readonly isAtWork?: () => boolean
  readonly keptMs?: number
  readonly stateBytes?: number
  /** Default: no other process writes to this log. */
  readonly alone?: boolean
  readonly onVisible?: Taken['visible']
  readonly onFailed?: (error: unknown) => void
}

const ofRunner = ({ few, isAtWork, keptMs }: Changes): Pick<RunnerParts, 'few' | 'isAtWork' | 'keptMs'> => ({
  ...(few !== undefined && { few }),
  ...(isAtWork && { isAtWork }),
  ...(keptMs !== undefined && { keptMs }),
})

const kernelOf = (parts: KernelParts, { alone = true }: Changes): InTurn => new InTurn({ ...parts, alone })

const documentsOf = async (folder: string, { documents }: Changes): Promise<DocumentStore> =>
  documents ?? (await openEmbeddedDocumentStore(`${folder}/read-models`))

/** Kernel and read models on the embedded stores of a folder, unless changed: as often as a test likes, one after the other. */
export const openWorld = async (folder: string, changes: Changes = {}) => {
  const disk = await openEmbeddedEventStore(`${folder}/log`, { onFatal: fatal })
  const events = changes.wrap?.(disk) ?? disk
  const documents = await documentsOf(folder, changes)
  const sentences: string[] = []
  const runner = new Runner({
    events,
    documents,
    projections: changes.models ?? projections,
    build: changes.build ?? buildInWorker(`${folder}/log`, `${folder}/read-models`, () => disk.head()),
    onProgress: (sentence) => sentences.push(sentence),
    ...ofRunner(changes),
  })
  await runner.open()
  const clock = createClock(0)
  const bugs: unknown[] = []
  const states = new States(events, () => runner.position, changes.stateBytes)
  const parts = { events, states, models: runner, now: () => clock.now(), onBug: (bug: unknown) => bugs.push(bug) }
  const kernel = kernelOf(parts, changes)
  const { onVisible = () => Promise.resolve(), onFailed = fatal } = changes
  runner.follow({ received: (run) => states.advance(run), visible: onVisible }, onFailed)
  const shared = memorySharedState(() => clock.now())
  const core: Core = {
    kernel,
    models: runner,
    events,
    clock,
    shared,
    presence: nobody,
    others: alone,
    sessionSockets: new SessionSockets({ shared, ...alone }),
    limits: { maxRoomMembers: 2000 },
  }
  return {
    core,
    kernel,
    states,
    runner,
    disk,
    documents,
    sentences,
    bugs,
    as: (id: Id, key?: string): Context => ({
      ...core,
      who: { kind: 'user', id, session: '1' },
      request: crypto.randomUUID(),
      ...(key === undefined ? {} : { key }),
      live: () => true,
      effect: { position: 0 },
    }),
    async close() {
      await runner.close()
      await documents.close()
      await disk.close()
    },
  }
}
export type World = Awaited<ReturnType<typeof openWorld>>

/** One command as this user, until it can be read. */
export const does = async <T>(world: World, user: Id, command: (context: Context) => Promise<T>): Promise<T> => {
  const context = world.as(user)
  const result = await command(context)
  await visible(context)
  return result
}

/** An event on its way into the log, with its place. */
export const fresh = <T extends EventType>(type: T, data: EventOf<T>['data'], at = Date.now()): NewEvent => ({
  type,
  data,
  id: crypto.randomUUID(),
  metadata: { at },
})

/** A user who is in the log. */
export const register = async ({ disk, runner }: World, user: Id, name = user): Promise<Id> => {
  const data = { user, markId: user, name, avatar: '', phone: '', secret: { password: '' } }
  const { position } = await disk.append(`user-${user}`, [fresh('UserRegistered', data)], 0)
  await runner.waitFor(position)
  return user
}

export const streamOf = async ({ disk }: Pick<World, 'disk'>, stream: string): Promise<readonly Recorded[]> => {
  const found: Recorded[] = []
  for await (const event of disk.read(stream)) found.push(event)
  return found
}
