import type { Decision, Is, Time } from './decision.js'
import { Rejection } from './decision.js'
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
const RECORD_USE_MS = 24 * 3_600_000
/** How many ended sessions are remembered, so that they can be told that they were taken over. */
const REMEMBERED = 50

/** From where somebody signs in. */
interface From {
  readonly device: Device
  readonly deviceName: string
  /** S20 clients send FZM-DEVICE-NAME (`behaviour.md 2.3`). */
  readonly generation: 18 | 20
  readonly address: string
}

export type SessionEvent =
  /** `secret.token`: hash; absent for a session made by a token of another. */
  | Is<
      'SignedIn',
      From & {
        readonly user: Id
        readonly session: Id
        readonly way: 'register' | 'password' | 'token'
        /** The live session of the same slot, which ends with this. */
        readonly takesOver?: Id
        readonly secret?: { readonly token: string }
      }
    >
  /** Signed in again by its own token, in its own slot. */
  | Is<'SessionRenewed', From & { readonly user: Id; readonly session: Id }>
  | Is<'SessionUsed', { readonly user: Id; readonly session: Id }>
  | Is<'SignedOut', { readonly user: Id; readonly session: Id }>
  | Is<'SessionsRevoked', { readonly user: Id; readonly sessions: readonly Id[]; readonly reason?: string }>

type DataOf<T extends SessionEvent['type']> = Extract<SessionEvent, { type: T }>['data']

export interface Session {
  readonly id: Id
  readonly slot: Slot
  readonly device: Device
  readonly deviceName: string
  readonly generation: 18 | 20
  readonly way: 'register' | 'password' | 'token'
  readonly secret?: { readonly token: string }
  readonly signedInAt: Time
  readonly usedAt: Time
}

/** `expired`: it was no longer fresh when its slot was taken. */
export type Ending = 'taken-over' | 'signed-out' | 'revoked' | 'expired'

export interface Sessions {
  user: Id
  live: Map<Id, Session>
  /** Ended ones by id, oldest first, with the hash of their token. */
  ended: Map<Id, { readonly how: Ending; readonly secret?: { readonly token: string } }>
}

export const initial = (): Sessions => ({ user: '', live: new Map(), ended: new Map() })
export const weigh = ({ live, ended }: Sessions): number => 200 + 350 * live.size + 150 * ended.size

const end = (sessions: Sessions, id: Id, how: Ending): void => {
  const session = sessions.live.get(id)
  if (!session) return
  sessions.live.delete(id)
  sessions.ended.set(id, { how, ...(session.secret === undefined ? {} : { secret: session.secret }) })
  const [oldest] = sessions.ended.keys()
  if (sessions.ended.size > REMEMBERED && oldest !== undefined) sessions.ended.delete(oldest)
}

const begin = (sessions: Sessions, data: DataOf<'SignedIn'>, at: Time): void => {
  const { session: id, user, takesOver, address: _, ...rest } = data
  const slot = slotOf(data.device)
  for (const other of [...sessions.live.values()])
    if (other.slot === slot) end(sessions, other.id, other.id === takesOver ? 'taken-over' : 'expired')
  sessions.live.set(id, { id, slot, ...rest, signedInAt: at, usedAt: at })
  sessions.user = user
}

const change = (sessions: Sessions, id: Id, changes: Partial<Session>): void => {
  const session = sessions.live.get(id)
  if (session) sessions.live.set(id, { ...session, ...changes })
}

export const evolve = (sessions: Sessions, event: SessionEvent, at: Time): Sessions => {
  switch (event.type) {
    case 'SignedIn':
      begin(sessions, event.data, at)
      return sessions
    case 'SessionRenewed': {
      const { session, device, deviceName, generation } = event.data
      change(sessions, session, { device, deviceName, generation, usedAt: at })
      return sessions
    }
    case 'SessionUsed':
      change(sessions, event.data.session, { usedAt: at })
      return sessions
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
  if (session) return isFresh(session, now) ? session : 'expired'
  return sessions.ended.get(id)?.how
}

/** As find, by the hash of a token. */
export const findByToken = (sessions: Readonly<Sessions>, hash: string, now: Time): Session | Ending | undefined => {
  for (const { id, secret } of sessions.live.values()) if (secret?.token === hash) return find(sessions, id, now)
  for (const { how, secret } of sessions.ended.values()) if (secret?.token === hash) return how
  return undefined
}

/** The live session of a slot. */
export const inSlot = (sessions: Readonly<Sessions>, slot: Slot, now: Time): Session | undefined =>
  [...sessions.live.values()].find((session) => session.slot === slot && isFresh(session, now))

export const isUseDue = (session: Session, now: Time): boolean => now - session.usedAt >= RECORD_USE_MS

type Rule = Decision<SessionEvent, Sessions>

/** Begins a session; the newest one gets the slot (`behaviour.md 1.6`). */
export const signIn =
  (facts: Omit<DataOf<'SignedIn'>, 'takesOver'>, now: Time): Rule =>
  (sessions) => {
    if (find(sessions, facts.session, now) !== undefined) return []
    const occupant = inSlot(sessions, slotOf(facts.device), now)
    const takesOver = occupant === undefined ? {} : { takesOver: occupant.id }
    return [{ type: 'SignedIn', data: { ...facts, ...takesOver } }]
  }

/** With a live token: in its own slot it renews its session, in another slot it makes a second one. */
export const signInByToken =
  (hash: string, facts: Omit<DataOf<'SignedIn'>, 'takesOver' | 'secret' | 'way'>, now: Time): Rule =>
  (sessions) => {
    const own = findByToken(sessions, hash, now)
    if (typeof own !== 'object') throw new Rejection('bad-token')
    if (own.slot === slotOf(facts.device)) return [{ type: 'SessionRenewed', data: { ...facts, session: own.id } }]
    return signIn({ ...facts, way: 'token' }, now)(sessions)
  }

/** Records a use, at most once a day. */
export const use =
  (session: Id, now: Time): Rule =>
  (sessions) => {
    const found = find(sessions, session, now)
    if (typeof found !== 'object' || !isUseDue(found, now)) return []
    return [{ type: 'SessionUsed', data: { user: sessions.user, session } }]
  }

export const signOut =
  (session: Id): Rule =>
  ({ live, user }) =>
    live.has(session) ? [{ type: 'SignedOut', data: { user, session } }] : []

export const revokeAll =
  (reason?: string): Rule =>
  ({ live, user }) => {
    if (live.size === 0) return []
    const why = reason === undefined ? {} : { reason }
    return [{ type: 'SessionsRevoked', data: { user, sessions: [...live.keys()], ...why } }]
  }
