import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import type { Core } from '../../commands/context.js'
import type { Recorded } from '../../domain/decision.js'
import type { AnyEvent } from '../../domain/events.js'
import type { Id } from '../../domain/ids.js'
import { members } from '../../projections/members.js'
import type { Models } from '../../projections/models.js'
import { rooms } from '../../projections/rooms.js'
import type { Logger } from '../../services/logger.js'
import type { Metrics } from '../../services/metrics.js'
import type { Presence } from '../../services/presence.js'
import type { SharedPresenceParts } from '../../services/shared-presence.js'
import type { Settings } from '../../settings.js'
import type { Authenticate } from '../authenticate.js'
import { RateLimit } from '../rate-limit.js'
import { Audience } from './audience.js'
import type { Connection } from './connection.js'
import { SHUTDOWN } from './connection.js'
import type { Hall } from './hall.js'
import { Heartbeat } from './heartbeat.js'
import { Measures } from './measures.js'
import { OnlineCounts } from './online-counts.js'
import { Outbox } from './outbox.js'
import { Profiles } from './profiles.js'
import { push } from './push.js'
import { Runs } from './runs.js'
import { createUpgrade } from './upgrade.js'

/** How long clients have to answer the close at a shutdown. */
const PATIENCE_MS = 1000

export interface SocketParts {
  readonly core: Core
  readonly authenticate: Authenticate
  readonly settings: Pick<
    Settings,
    'RATE_LIMIT_BURST' | 'RATE_LIMIT_REFILL_MS' | 'ALLOWED_ORIGINS' | 'GROUP_STATUS_ENCODING'
  >
  readonly logger: Logger
  readonly metrics: Metrics
  /** Whether this process may serve users at this moment. */
  readonly isServing: () => boolean
}

export interface Sockets {
  /** Answers a handshake; for the `upgrade` event of the HTTP server. */
  upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void
  /** Sends what a run of the log makes known; see `push.ts`. */
  push(events: readonly Recorded<AnyEvent>[]): Promise<void>
  /** Who is connected to this process. */
  readonly here: SharedPresenceParts['here']
  /** Others have come or gone in these rooms, in another process. */
  othersMoved(rooms: readonly Id[]): void
  /** Closes all sockets with 1001: nobody may be served now. */
  dismiss(): void
  /** Closes all sockets with 1001 and stores what was read on them. */
  close(): Promise<void>
}

const liveRooms =
  (models: Models) =>
  async (user: Id): Promise<readonly Id[]> => {
    const memberships = await models.find(members, { index: 'byUser', equals: [user] })
    const found = await models.get(
      rooms,
      memberships.map(({ roomId }) => roomId),
    )
    return found.flatMap((room) => (room?.live ? [room.id] : []))
  }

const presenceOf = (audience: Audience, runs: Runs): Presence => ({
  onlineIn: (room) => audience.onlineIn(room),
  inGroup: (group) => audience.occupants(group),
  isVisiting: (visitor) => [...audience.visitors].some(({ user }) => user === visitor),
  socketsOf: (user, session) =>
    audience.connectionsOf(user).filter((connection) => connection.isOpen && connection.isOf(session)).length,
  runsOf: (user) => runs.of(user),
})

const closed = ({ parts: { stream } }: Connection): Promise<unknown> =>
  stream.closed ? Promise.resolve() : new Promise((resolve) => stream.once('close', resolve))

/** Everything about sockets in one process (`DESIGN.md 8`). */
export const createSockets = ({
  core,
  authenticate,
  settings,
  logger: log,
  metrics,
  isServing,
}: SocketParts): Sockets => {
  const audience = new Audience(liveRooms(core.models))
  const connections = () => audience.everybody()
  const measures = new Measures(metrics)
  const outbox = new Outbox(measures, isServing)
  const runs = new Runs(core, audience, (error) => log.warn({ err: error }, 'read cursors could not be stored'))
  const counts = new OnlineCounts(
    audience,
    (room) => core.presence.onlineIn(room),
    outbox,
    () => core.clock.now(),
  )
  const rate = { burst: settings.RATE_LIMIT_BURST, refillMs: settings.RATE_LIMIT_REFILL_MS }
  const hall: Hall = {
    core,
    log,
    audience,
    outbox,
    runs,
    counts,
    measures,
    statusEncoding: settings.GROUP_STATUS_ENCODING,
    profiles: new Profiles(core.models),
    heartbeat: new Heartbeat(connections, () => measures.queued(connections())),
    rateLimit: new RateLimit(rate, () => core.clock.now()),
  }
  let closing = false

  const onEnd = (connection: Connection, code: number): void => {
    measures.closed(code)
    if (audience.visitors.has(connection)) return audience.leave(connection)
    const guest = audience.guest(connection.user)
    runs.finish(connection)
    audience.leave(connection)
    if (guest?.connections.length === 0) counts.note(guest.rooms ?? [])
  }

  return {
    upgrade: createUpgrade({
      hall,
      authenticate,
      allowedOrigins: settings.ALLOWED_ORIGINS,
      onEnd,
      isServing: () => !closing && isServing(),
    }),
    push: (events) => push(hall, events),
    here: {
      presence: presenceOf(audience, runs),
      watch(moved) {
        audience.onMoved = (connection) => moved(connection.parts.id, () => connection.attendee())
      },
    },
    othersMoved: (rooms) => counts.note(rooms),
    dismiss() {
      for (const connection of [...connections()]) connection.end(SHUTDOWN)
    },
    async close() {
      closing = true
      hall.heartbeat.stop()
      counts.stop()
      const open = [...connections()]
      for (const connection of open) connection.end(SHUTDOWN)
      const storing = runs.close()
      await Promise.race([Promise.all(open.map(closed)), pause(PATIENCE_MS)])
      for (const connection of open) connection.cut()
      await storing
      core.sessionSockets.close()
    },
  }
}
