import type { OutgoingHttpHeaders } from 'node:http'
import type { Random } from '../support/random.js'
import type { Person } from './people.js'
import { chance, oneOf } from './values.js'

/** How a request presents itself, and the code that its headers alone lead to. */
export interface Presented {
  readonly headers: OutgoingHttpHeaders
  /** Of a path that needs a session. */
  readonly session: 0 | -1003 | -1004 | -1007
  /** Its Idempotency-Key has a length that none may have. */
  readonly isBadKey: boolean
  /** A page of another host sends the cookie. */
  readonly isForeign: boolean
}

const cut = (random: Random, text: string): string => text.slice(0, 1 + Math.floor(random() * (text.length - 2)))
const edited = (random: Random, text: string): string => {
  const at = Math.floor(random() * text.length)
  return `${text.slice(0, at)}${text[at] === 'x' ? 'y' : 'x'}${text.slice(at + 1)}`
}
const valueOf = (cookie: string): string => /session-login=([^;]*)/.exec(cookie)?.[1] ?? ''

type Session = Pick<Presented, 'headers' | 'session'>
/** Tokens and cookies that are right, cut, edited, of two at once. */
const sessions: readonly ((person: Person, random: Random) => Session)[] = [
  ({ token }) => ({ headers: { 'FZM-AUTH-TOKEN': token }, session: 0 }),
  ({ token }) => ({ headers: { 'FZM-AUTH-TOKEN': token }, session: 0 }),
  ({ token }) => ({ headers: { Authorization: `Bearer ${token}` }, session: 0 }),
  ({ cookie }) => ({ headers: { Cookie: cookie }, session: 0 }),
  ({ cookie }) => ({ headers: { Cookie: `a=1; __proto__=2; session-login=${valueOf(cookie)}; b` }, session: 0 }),
  ({ cookie, token }) => ({ headers: { Cookie: cookie, 'FZM-AUTH-TOKEN': `${token}x` }, session: 0 }),
]
const wrongSessions: typeof sessions = [
  ({ token }, random) => ({ headers: { 'FZM-AUTH-TOKEN': cut(random, token) }, session: -1004 }),
  ({ token }, random) => ({ headers: { Authorization: `bearer  ${edited(random, token)}` }, session: -1004 }),
  ({ cookie }, random) => ({
    headers: { Cookie: `session-login=${cut(random, valueOf(cookie))}` },
    session: -1003,
  }),
  ({ cookie, token }, random) => ({
    headers: { Cookie: `session-login=${edited(random, valueOf(cookie))}`, 'FZM-AUTH-TOKEN': token },
    session: -1003,
  }),
  () => ({ headers: { Authorization: 'Basic YTpi' }, session: -1004 }),
]

const sessionOf = (person: Person, random: Random): Session => {
  const { standing, token, cookie } = person
  if (standing === 'visitor') return { headers: {}, session: -1004 }
  if (standing === 'dead') return { headers: { 'FZM-AUTH-TOKEN': token }, session: -1004 }
  if (standing === 'taken-over') return { headers: { Cookie: cookie }, session: -1007 }
  if (standing === 'forged') return { headers: { Cookie: `session-login=${person.id}.1.x` }, session: -1003 }
  return oneOf(random, chance(random, 0.05) ? wrongSessions : sessions)(person, random)
}

const KEY = 'Idempotency-Key'
const others: readonly ((random: Random) => OutgoingHttpHeaders)[] = [
  () => ({}),
  (random) => ({ [KEY]: oneOf(random, ['k', 'k'.repeat(100), '__proto__', 'a, b', '\u00e9'.repeat(100)]) }),
  (random) => ({ 'Content-Type': oneOf(random, ['text/plain', 'application/json; charset=utf-16', 'x', 'a/b;;;']) }),
  () => ({ 'Content-Encoding': 'gzip' }),
  (random) => ({ 'FZM-DEVICE': oneOf(random, ['Web', 'iOS', 'android', 'x', '']) }),
  (random) => ({ 'FZM-DEVICE': 'Web', 'FZM-DEVICE-NAME': oneOf(random, ['\u00ff', 'x'.repeat(5000), ' ', '\u0085a']) }),
  (random) => ({ 'FZM-UUID': oneOf(random, ['', '0', 'x'.repeat(1000), '\u0085', '__proto__', 'constructor']) }),
  () => ({ 'X-Forwarded-For': 'unknown, ::1, 999.1.1.1', 'X-Forwarded-Proto': 'https', Forwarded: 'for="' }),
  () => ({ Origin: 'null', 'Sec-Fetch-Site': 'cross-site' }),
  () => ({ Expect: '100-continue' }),
  () => ({ Accept: 'text/html', 'Accept-Encoding': 'br;q=x', Range: 'bytes=0-1', 'If-None-Match': '*' }),
]

/** Headers of one request of this person. */
export const headersFor = (random: Random, person: Person): Presented => {
  const { headers, session } = sessionOf(person, random)
  const isBadKey = chance(random, 0.02)
  const badKey = isBadKey ? { [KEY]: oneOf(random, ['', 'k'.repeat(101)]) } : {}
  const more = chance(random, 0.4) ? oneOf(random, others)(random) : {}
  return {
    headers: { 'FZM-DEVICE': 'Android', ...headers, ...more, ...badKey },
    session,
    isBadKey,
    isForeign: 'Origin' in more && 'Cookie' in headers,
  }
}
