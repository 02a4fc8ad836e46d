import type { IncomingHttpHeaders } from 'node:http'
import type { Context, Core, Ended } from '../commands/context.js'
import type { Facts } from '../commands/handle.js'
import { useSession } from '../commands/session.js'
import type { Id } from '../domain/ids.js'
import * as Sessions from '../domain/session.js'
import type { Cookies } from '../services/cookies.js'
import { hashToken, userOfToken } from '../services/tokens.js'

type Session = Sessions.Session

/** Which session a request or a socket presents. */
export type Presented =
  | { readonly state: 'none' }
  | { readonly state: 'refused'; readonly reason: 'bad-session' | Ended }
  | { readonly state: 'live'; readonly user: Id; readonly session: Session; readonly live: Context['live'] }

export type Authenticate = (headers: IncomingHttpHeaders) => Promise<Presented>

/** What was presented, before it is known whether it is live. */
type Claim =
  | { readonly user: Id; readonly session: Id }
  | { readonly user: Id; readonly token: string }
  | 'none'
  | 'forged'
  | 'unknown'

const text = (header: string | string[] | undefined): string => (typeof header === 'string' ? header.trim() : '')

const tokenIn = (headers: IncomingHttpHeaders): string =>
  text(headers['fzm-auth-token']) || (/^bearer +(\S+)$/i.exec(text(headers.authorization))?.[1] ?? '')

/** The cookie wins, then FZM-AUTH-TOKEN, then Authorization: Bearer (`behaviour.md 1.2`). */
const claimIn = (headers: IncomingHttpHeaders, cookies: Cookies): Claim => {
  const ticket = cookies.read(headers.cookie)
  if (ticket !== 'none') return ticket
  const token = tokenIn(headers)
  if (token === '') return 'none'
  const user = userOfToken(token)
  return user === undefined ? 'unknown' : { user, token: hashToken(token) }
}

const refused = (reason: 'bad-session' | Ended): Presented => ({ state: 'refused', reason })

const asTold = (how: Sessions.Ending | undefined): Ended => (how === 'taken-over' ? how : 'signed-out')

/** Reads the session that REST calls and sockets present (`product.md 3`), and records once a day that it is in use. */
export const authenticator = (core: Core, cookies: Cookies): Authenticate => {
  const { kernel, clock } = core
  const standing = (facts: Facts, user: Id, session: Id): true | Ended => {
    const found = Sessions.find(facts(Sessions.streamOf(user), Sessions), session, clock.now())
    return typeof found === 'object' || asTold(found)
  }
  const find = async (claim: Exclude<Claim, string>): Promise<Session | Sessions.Ending | undefined> => {
    const among = (sessions: Readonly<Sessions.Sessions>) =>
      'token' in claim
        ? Sessions.findByToken(sessions, claim.token, clock.now())
        : Sessions.find(sessions, claim.session, clock.now())
    const stream = Sessions.streamOf(claim.user)
    const found = among(await kernel.load(stream, Sessions))
    // it may have begun in another process just now
    return typeof found === 'object' ? found : among(await kernel.fresh(stream, Sessions))
  }
  return async (headers) => {
    const claim = claimIn(headers, cookies)
    if (claim === 'none') return { state: 'none' }
    if (claim === 'forged') return refused('bad-session')
    if (claim === 'unknown') return refused('signed-out')
    const found = await find(claim)
    if (typeof found !== 'object') return refused(asTold(found))
    const { user } = claim
    // a store that is away for a moment ends nobody's session: the use is recorded with the next request
    await useSession(core, user, found).catch(() => undefined)
    return { state: 'live', user, session: found, live: (facts) => standing(facts, user, found.id) }
  }
}
