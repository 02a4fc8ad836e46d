import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Id } from '../domain/ids.js'

const NAME = 'session-login'
/** The longest that browsers keep one. When a session ends is the server's affair, so its cookie must outlast it. */
const MAX_AGE_S = 400 * 24 * 3600

/** Which session a cookie is for. */
export interface Ticket {
  readonly user: Id
  readonly session: Id
}

export interface Cookies {
  /** A Set-Cookie line. `secure`: the outer scheme is https. */
  issue(ticket: Ticket, secure: boolean): string
  /** A Set-Cookie line that makes a browser forget the cookie. */
  clear(secure: boolean): string
  /** Reads a Cookie header; a whole Set-Cookie string that a client sends back is one too (`behaviour.md 1.2`). */
  read(header: string | undefined): Ticket | 'none' | 'forged'
}

const line = (value: string, maxAge: number, secure: boolean): string =>
  `${NAME}=${value}; Path=/; Max-Age=${maxAge}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`

const valueIn = (header: string): string => {
  for (const pair of header.split(';')) {
    const [name = '', value = ''] = pair.split('=')
    if (name.trim() === NAME && value.trim() !== '') return value.trim()
  }
  return ''
}

/** The session cookie: user and session in clear, signed with HMAC-SHA-256. */
export const cookies = (secret: string): Cookies => {
  const sign = (text: string): string => createHmac('sha256', secret).update(`${NAME}=${text}`).digest('base64url')
  const isSigned = (text: string, signature: string): boolean => {
    const [given, right] = [Buffer.from(signature), Buffer.from(sign(text))]
    return given.length === right.length && timingSafeEqual(given, right)
  }
  const opened = (value: string): Ticket | undefined => {
    const [user, session, signature] = value.split('.')
    if (user === undefined || session === undefined || signature === undefined) return undefined
    return isSigned(`${user}.${session}`, signature) ? { user, session } : undefined
  }
  return {
    issue({ user, session }, secure) {
      const text = `${user}.${session}`
      return line(`${text}.${sign(text)}`, MAX_AGE_S, secure)
    },
    clear: (secure) => line('', 0, secure),
    read(header = '') {
      const value = valueIn(header)
      return value === '' ? 'none' : (opened(value) ?? 'forged')
    },
  }
}
