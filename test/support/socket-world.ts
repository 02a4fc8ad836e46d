import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Authenticate } from '../../src/api/authenticate.js'
import type { Sockets } from '../../src/api/socket/sockets.js'
import { createSockets } from '../../src/api/socket/sockets.js'
import type { Context, Core } from '../../src/commands/context.js'
import { visible } from '../../src/commands/perform.js'
import { createRoom } from '../../src/commands/room.js'
import { requestFriend, respondFriend } from '../../src/commands/friendship.js'
import { coreOf, createContainer, TOKENS } from '../../src/container.js'
import type { Id } from '../../src/domain/ids.js'
import type { Device, Session } from '../../src/domain/session.js'
import { slotOf } from '../../src/domain/session.js'
import { settingsSchema } from '../../src/settings.js'
import type { SocketClient } from './socket-client.js'
import { openSocket } from './socket-client.js'
import { registered } from './registered.js'
import { lateBound } from '../../src/services/presence.js'

/** Real sockets over the real kernel and read models; a session is what the headers `user`, `session` and `device` say. */
export interface SocketWorld {
  readonly core: Core
  readonly sockets: Sockets
  /** Sessions that have ended. */
  readonly ended: Set<Id>
  person(name: string): Promise<Id>
  room(owner: Id, ...members: readonly Id[]): Promise<Id>
  befriend(one: Id, other: Id): Promise<void>
  /** Does one command as this user, and waits until it was pushed. */
  does<T>(user: Id, command: (context: Context) => Promise<T>): Promise<T>
  socket(user: Id, session?: Id, device?: Device): Promise<SocketClient>
  open(path: string, headers?: Readonly<Record<string, string>>): Promise<SocketClient>
  close(): Promise<void>
}

const fatal = (error: unknown): never => {
  throw error
}

const sessionOf = (id: Id, device: Device): Session => ({
  id,
  slot: slotOf(device),
  device,
  deviceName: '',
  generation: 20,
  way: 'password',
  signedInAt: 0,
  usedAt: 0,
})

const authenticateBy =
  (ended: ReadonlySet<Id>): Authenticate =>
  async ({ user, session = '1', device = 'Android' }) => {
    if (typeof user !== 'string') return { state: 'none' }
    const id = String(session)
    if (ended.has(id)) return { state: 'refused', reason: 'signed-out' }
    return { state: 'live', user, session: sessionOf(id, device as Device), live: () => !ended.has(id) || 'signed-out' }
  }

export const openSocketWorld = async (
  env: Readonly<Record<string, string>> = {},
  isServing: () => boolean = () => true,
): Promise<SocketWorld> => {
  const folder = await mkdtemp(join(tmpdir(), 'annals-sockets-'))
  const settings = settingsSchema.parse({ DATA_DIR: folder, LOG_LEVEL: 'silent', RATE_LIMIT_BURST: '0', ...env })
  const container = createContainer(settings, { onFatal: fatal })
  const runner = await container.getAsync(TOKENS.feed)
  await runner.open()
  const core: Core = await coreOf(
    container,
    lateBound(() => sockets.here.presence),
  )
  const [logger, metrics] = [container.get(TOKENS.logger), container.get(TOKENS.metrics)]
  const ended = new Set<Id>()
  const authenticate = authenticateBy(ended)
  const sockets = createSockets({ core, authenticate, settings, logger, metrics, isServing })
  runner.follow({ received: () => undefined, visible: (run) => sockets.push(run) }, fatal)
  const server = createServer().on('upgrade', (...parts) => sockets.upgrade(...parts))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`
  let requests = 0

  const does: SocketWorld['does'] = async (user, command) => {
    const context: Context = {
      ...core,
      who: { kind: 'user', id: user, session: '1' },
      request: `request-${++requests}`,
      live: () => true,
      effect: { position: 0 },
    }
    const result = await command(context)
    await visible(context)
    return result
  }
  const open: SocketWorld['open'] = (path, headers = {}) => openSocket(url + path, headers)
  return {
    core,
    sockets,
    ended,
    does,
    open,
    person: (name) => registered(core, name, `of ${name}`),
    room: (by, ...users) => does(by, (context) => createRoom(context, { by, users, name: 'a room', avatar: '' })),
    async befriend(by, other) {
      await does(by, (context) => requestFriend(context, { by, other, reason: '', remark: '' }))
      await does(other, (context) => respondFriend(context, { by: other, other: by, agree: true }))
    },
    socket: (user, session = '1', device = 'Android') => open('/ws', { user, session, device }),
    async close() {
      await sockets.close()
      await new Promise((resolve) => server.close(resolve))
      await runner.close()
      await (await container.getAsync(TOKENS.documents)).close()
      await (await container.getAsync(TOKENS.events)).close()
      metrics.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
