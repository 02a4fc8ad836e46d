import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Context, Core } from '../../src/commands/context.js'
import { visible } from '../../src/commands/perform.js'
import type { States } from '../../src/commands/states.js'
import { TOKENS, coreOf, createContainer } from '../../src/container.js'
import type { Recorded } from '../../src/domain/decision.js'
import type { AnyEvent } from '../../src/domain/events.js'
import type { Id } from '../../src/domain/ids.js'
import { settingsSchema } from '../../src/settings.js'
import { registered } from './registered.js'
import { unheard } from './unheard.js'
import { nobody } from '../../src/services/presence.js'

/** The real kernel and read models on embedded stores in a temporary folder. */
export interface TestCore {
  readonly core: Core
  readonly states: States
  /** A request of this user; what it did can be read when `visible` is called with it. */
  as(user: Id, key?: string): Context
  /** Does one command as this user, and waits until it can be read. */
  does<T>(user: Id, command: (context: Context) => Promise<T>): Promise<T>
  /** Registers a user by this name; his id. */
  person(name: string): Promise<Id>
  /** The events of a stream on disk. */
  stream(name: string): Promise<readonly Recorded<AnyEvent>[]>
  close(): Promise<void>
}

const fatal = (error: unknown): never => {
  throw error
}

export const openCore = async (): Promise<TestCore> => {
  const folder = await mkdtemp(join(tmpdir(), 'annals-core-'))
  const container = createContainer(settingsSchema.parse({ DATA_DIR: folder, LOG_LEVEL: 'fatal' }), { onFatal: fatal })
  const core = await coreOf(container, nobody)
  const [runner, events, documents] = await Promise.all([
    container.getAsync(TOKENS.feed),
    container.getAsync(TOKENS.events),
    container.getAsync(TOKENS.documents),
  ])
  await runner.open()
  runner.follow(unheard, fatal)
  let requests = 0

  const as = (id: Id, key?: string): Context => ({
    ...core,
    who: { kind: 'user', id, session: '1' },
    request: `request-${++requests}`,
    ...(key === undefined ? {} : { key }),
    live: () => true,
    effect: { position: 0 },
  })
  const does: TestCore['does'] = async (user, command) => {
    const context = as(user)
    try {
      return await command(context)
    } finally {
      await visible(context)
    }
  }
  return {
    core,
    states: await container.getAsync(TOKENS.states),
    as,
    does,
    person: (name) => registered(core, name),
    async stream(name) {
      const found: Recorded<AnyEvent>[] = []
      for await (const event of events.read(name)) found.push(event as Recorded<AnyEvent>)
      return found
    },
    async close() {
      await runner.close()
      await events.close()
      await documents.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
