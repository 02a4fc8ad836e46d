import { randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import { WebSocketServer } from 'ws'
import type { Facts } from '../../commands/handle.js'
import type { Reason } from '../../domain/decision.js'
import type { Id } from '../../domain/ids.js'
import type { Authenticate } from '../authenticate.js'
import { isAllowedOrigin } from '../origin.js'
import { failure } from '../results.js'
import { isCleanText } from '../wire.js'
import type { Person, SignedIn } from './connection.js'
import { Connection } from './connection.js'
import type { Hall } from './hall.js'
import { pushedUpTo } from './hall.js'
import { listen } from './incoming.js'

const PATHS = new Set(['/ws', '/ws/', '/chat/ws', '/chat/ws/'])
const MAX_UUID = 100

export interface UpgradeParts {
  readonly hall: Hall
  readonly authenticate: Authenticate
  /** Origins beside the same host that may open a socket. */
  readonly allowedOrigins: readonly string[]
  readonly onEnd: (connection: Connection, code: number) => void
  readonly isServing: () => boolean
}

/** Why a handshake is answered otherwise than by an upgrade. */
class Refused extends Error {
  constructor(
    readonly status: number,
    readonly reason: Reason,
  ) {
    super(reason)
  }
}

const answer = (socket: Duplex, { status, reason }: Refused): void => {
  const body = JSON.stringify(failure(reason))
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Connection: close',
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ]
  socket.once('finish', () => socket.destroy())
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}

const addressOf = ({ url = '' }: IncomingMessage): URL => {
  if (!URL.canParse(url, 'http://host')) throw new Refused(404, 'bad-parameter')
  return new URL(url, 'http://host')
}

/** The visitor's own id, else one made up (`behaviour.md 1.5`). */
const visitorOf = ({ headers }: IncomingMessage, { searchParams }: URL): Person => {
  const told = headers['fzm-uuid'] ?? searchParams.get('uuid')
  const isFit = typeof told === 'string' && told !== '' && told.length <= MAX_UUID && isCleanText(told)
  return { who: { kind: 'visitor', id: isFit ? told : `yk_${randomBytes(8).toString('hex')}` }, live: () => true }
}

const personOf = async ({ authenticate }: UpgradeParts, request: IncomingMessage, address: URL): Promise<Person> => {
  const presented = await authenticate(request.headers)
  if (presented.state === 'none') return visitorOf(request, address)
  if (presented.state === 'refused') throw new Refused(401, presented.reason)
  const { user, session, live } = presented
  const { id, slot, generation } = session
  return { who: { kind: 'user', id: user, session: id }, slot, generation, live }
}

const mustBeLive = (person: Person, facts: Facts): void => {
  const standing = person.live(facts)
  if (standing !== true) throw new Refused(401, standing)
}

/** Answers handshakes on the paths of the socket (`product.md 3`, Socket). */
export const createUpgrade = (parts: UpgradeParts) => {
  const { hall } = parts
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: 64 * 1024,
    maxFragments: 64,
    // each piece that a frame comes in takes more memory than the byte that may be in it
    maxBufferedChunks: 1024,
  })

  const open = (person: Person, webSocket: WebSocket, stream: Duplex, leave?: () => void): Connection => {
    const connection = new Connection({
      id: randomBytes(6).toString('base64url'),
      person,
      webSocket,
      stream,
      outbox: hall.outbox,
      start: pushedUpTo(hall),
      onEnd(ended, code) {
        leave?.()
        parts.onEnd(ended, code)
      },
    })
    // What is wrong with a socket is told by its close.
    webSocket.on('error', () => undefined)
    hall.heartbeat.begin(connection)
    hall.measures.opened()
    listen(hall, connection)
    return connection
  }

  const mustServe = (): void => {
    if (!parts.isServing()) throw new Refused(503, 'unavailable')
  }

  const admitVisitor = (person: Person, request: IncomingMessage, stream: Duplex, head: Buffer): void => {
    mustServe()
    server.handleUpgrade(request, stream, head, (webSocket) => hall.audience.visit(open(person, webSocket, stream)))
  }

  /** One of the session's places, until it is left or the stream is closed. */
  const takePlace = async (session: Id, stream: Duplex): Promise<() => void> => {
    let place = await hall.core.sessionSockets.enter(session)
    if (place === undefined) throw new Refused(429, 'too-fast')
    const leave = (): void => {
      if (place !== undefined) hall.core.sessionSockets.leave(session, place)
      place = undefined
    }
    if (stream.closed) leave()
    else stream.once('close', leave)
    return leave
  }

  /** In one tick: the session is asked again, the position is taken, and the connection begins to hear what comes behind it. */
  const admitUser = async (person: SignedIn, request: IncomingMessage, stream: Duplex, head: Buffer): Promise<void> => {
    mustServe()
    const leave = await takePlace(person.who.session, stream)
    const guest = await hall.audience.hold(person.who.id)
    try {
      await hall.core.kernel.ask((facts) => {
        mustServe()
        mustBeLive(person, facts)
        server.handleUpgrade(request, stream, head, (webSocket) => {
          const isFirst = guest.connections.length === 0
          hall.audience.enter(guest, open(person, webSocket, stream, leave))
          if (isFirst) hall.counts.note(guest.rooms ?? [])
        })
      })
    } finally {
      hall.audience.release(guest)
    }
  }

  const admit = async (request: IncomingMessage, stream: Duplex, head: Buffer): Promise<void> => {
    const address = addressOf(request)
    if (!PATHS.has(address.pathname)) throw new Refused(404, 'bad-parameter')
    if (!isAllowedOrigin(request.headers, parts.allowedOrigins)) throw new Refused(403, 'bad-parameter')
    const person = await personOf(parts, request, address)
    if ('slot' in person) await admitUser(person, request, stream, head)
    else admitVisitor(person, request, stream, head)
  }

  return (request: IncomingMessage, stream: Duplex, head: Buffer): void => {
    admit(request, stream, head).catch((error: unknown) => {
      if (!(error instanceof Refused)) hall.log.error({ err: error }, 'a handshake failed')
      answer(stream, error instanceof Refused ? error : new Refused(503, 'unavailable'))
    })
  }
}
