import type { Id } from '../domain/ids.js'
import type { Device } from '../domain/session.js'
import type { Passwords } from '../services/passwords.js'
import type { Sealing } from '../services/sealing.js'
import type { SmsSender } from '../services/sms.js'
import type { Context, Who } from './context.js'

/** What signing in and registering need beside a request's context. */
export interface SignInParts {
  readonly passwords: Passwords
  readonly sealing: Sealing
  readonly sms: SmsSender
  /** `strict`: a slot with an open socket is not taken over (`behaviour.md 1.6`). */
  readonly loginPolicy: 'takeover' | 'strict'
  /** SMS_FIXED_CODE: always right; codes and registrations are then not throttled. */
  readonly fixedCode?: string
  /** Whose days count for codes: an IANA name. */
  readonly timeZone: string
}

/** From where somebody signs in. */
export interface From {
  readonly device: Device
  readonly deviceName: string
  readonly generation: 18 | 20
  readonly address: string
}

/** A session as its owner gets it; `token` only where a new one was made. */
export interface Signed {
  readonly user: Id
  readonly session: Id
  readonly token?: string
}

/**
 * The request in the name of who signs in, whoever sent it. An Idempotency-Key means nothing here: it belongs to a user, and there is none
 * yet.
 */
export const inTheNameOf = ({ key: _, ...context }: Context, who: Who): Context => ({
  ...context,
  who,
  live: () => true,
})
