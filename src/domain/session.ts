import type { Decision, Is, Time } from './decision.js'
import type { Id } from './ids.js'

export const streamOf = (user: Id): string => `session-${user}`

/** One live session per slot (`behaviour.md 1.6`). */
export type Slot = 'web' | 'pc' | 'phone'
export type Device = 'Android' | 'iOS' | 'Web' | 'PC'
export const slotOf = (device: Device): Slot => {
  if (device === 'Web') return 'web'
  return device === 'PC' ? 'pc' : 'phone'
}

/** A session ends so long after its last use, which is recorded at most once a day. */
export const LIFETIME_MS = 30 * 24 * 3_600_000
export const RECORD_USE_MS = 24 * 3_600_000
/** How many ended sessions are remembered, so that they can be told that they were taken over. */
const REMEMBERED = 50

export type SessionEvent =
  /** Ends the live session of the same slot (takeover). `secret.token`: hash; absent for a session made by a token of another. */
  | Is<
      'SignedIn',
      {
        readonly user: Id
        readonly session: Id
        readonly device: Device
        readonly deviceName: string
        /** S20 clients send FZM-DEVICE-NAME (`behaviour.md 2.3`). */
        readonly generation: 18 | 20
        readonly address: string
        readonly way: 'register' | 'password' | 'token'
        readonly secret?: { readonly token: string }
      }
    >
  /** Signed in again by its own token, in its own slot. */
  | Is<'SessionRenewed', { readonly user: Id; readonly session: Id; readonly device: Device; readonly address: string }>
  | Is<'SessionUsed', { readonly user: Id; readonly session: Id }>
  | Is<'SignedOut', { readonly user: Id; readonly session: Id }>
  | Is<'SessionsRevoked', { readonly user: Id; readonly sessions: readonly Id[]; readonly reason?: string }>

export interface Session {
  readonly id: Id
  readonly slot: Slot
  readonly device: Device
  readonly deviceName: string
  readonly generation: 18 | 20
  readonly way: string
  readonly token?: string
  readonly signedInAt: Time
  readonly usedAt: Time
}

export type Ending = 'taken-over' | 'signed-out' | 'revoked'

export interface Sessions {
  user: Id
  live: Map<Id, Session>
  /** Ended ones by id, oldest first, with the hash of their token. */
  ended: Map<Id, { readonly how: Ending; readonly token?: string; readonly by?: Id }>
}

export const initial = (): Sessions => ({ user: '', live: new Map(), ended: new Map() })
export const weigh = ({ live, ended }: Sessions): number => 200 + 350 * live.size + 150 * ended.size

const end = (sessions: Sessions, id: Id, how: Ending, by?: Id): void => {
  const session = sessions.live.get(id)
  if (!session) return
  sessions.live.delete(id)
  sessions.ended.set(id, {
    how,
    ...(session.token === undefined ? {} : { token: session.token }),
    ...(by === undefined ? {} : { by }),
  })
  const [oldest] = sessions.ended.keys()
  if (sessions.ended.size > REMEMBERED && oldest !== undefined) sessions.ended.delete(oldest)
}

const signIn = (sessions: Sessions, data: Extract<SessionEvent, { type: 'SignedIn' }>['data'], at: Time): void => {
  const { session: id, device, deviceName, generation, way, secret } = data
  const slot = slotOf(device)
  for (const other of [...sessions.live.values()]) if (other.slot === slot) end(sessions, other.id, 'taken-over', id)
  const token = secret === undefined ? {} : { token: secret.token }
  sessions.live.set(id, { id, slot, device, deviceName, generation, way, ...token, signedInAt: at, usedAt: at })
  sessions.user = data.user
}

export const evolve = (sessions: Sessions, event: SessionEvent, at: Time): Sessions => {
  switch (event.type) {
    case 'SignedIn':
      signIn(sessions, event.data, at)
      return sessions
    case 'SessionRenewed':
    case 'SessionUsed': {
      const session = sessions.live.get(event.data.session)
      const device = event.type === 'SessionRenewed' ? { device: event.data.device } : {}
      if (session) sessions.live.set(session.id, { ...session, ...device, usedAt: at })
      return sessions
    }
    case 'SignedOut':
      end(sessions, event.data.session, 'signed-out')
      return sessions
    case 'SessionsRevoked':
      for (const id of event.data.sessions) end(sessions, id, 'revoked')
      return sessions
  }
}

const isFresh = (session: Session, now: Time): boolean => now - session.usedAt < LIFETIME_MS

/** The live session of this id, or how it ended; undefined where nothing is known of it. */
export const find = (sessions: Readonly<Sessions>, id: Id, now: Time): Session | Ending | undefined => {
  const session = sessions.live.get(id)
  if (session) return isFresh(session, now) ? session : undefined
  return sessions.ended.get(id)?.how
}

/** As find, by the hash of a token. */
export const findByToken = (sessions: Readonly<Sessions>, hash: string, now: Time): Session | Ending | undefined => {
  for (const session of sessions.live.values())
    if (session.token === hash) return isFresh(session, now) ? session : undefined
  for (const { how, token } of sessions.ended.values()) if (token === hash) return how
  return undefined
}

type Rule = Decision<SessionEvent, Sessions>

export const signInTo =
  (facts: Extract<SessionEvent, { type: 'SignedIn' }>['data']): Rule =>
  () => [{ type: 'SignedIn', data: facts }]

export const renew =
  (session: Id, device: Device, address: string): Rule =>
  ({ live, user }) =>
    live.has(session) ? [{ type: 'SessionRenewed', data: { user, session, device, address } }] : []

/** Records a use, at most once a day. */
export const use =
  (session: Id, now: Time): Rule =>
  ({ live, user }) => {
    const found = live.get(session)
    return found && now - found.usedAt >= RECORD_USE_MS ? [{ type: 'SessionUsed', data: { user, session } }] : []
  }

export const signOut =
  (session: Id): Rule =>
  ({ live, user }) =>
    live.has(session) ? [{ type: 'SignedOut', data: { user, session } }] : []

export const revokeAll =
  (reason?: string): Rule =>
  ({ live, user }) =>
    live.size === 0
      ? []
      : [
          {
            type: 'SessionsRevoked',
            data: { user, sessions: [...live.keys()], ...(reason === undefined ? {} : { reason }) },
          },
        ]
