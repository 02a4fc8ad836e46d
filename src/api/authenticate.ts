import type { IncomingHttpHeaders } from 'node:http'
import type { Id } from '../domain/ids.js'
import type { Session } from '../domain/session.js'

/** Which session a request or a socket presents. */
export type Presented =
  | { readonly state: 'none' }
  | { readonly state: 'refused'; readonly reason: 'bad-session' | 'signed-out' | 'taken-over' }
  | { readonly state: 'live'; readonly user: Id; readonly session: Session; readonly live: () => boolean }

export type Authenticate = (headers: IncomingHttpHeaders) => Promise<Presented>
