import { createHash, randomBytes } from 'node:crypto'
import type { Id } from '../domain/ids.js'
import { isId } from '../domain/ids.js'

/** A token as its owner holds it: `<user id>.<256 random bits>`. */
export const makeToken = (user: Id): string => `${user}.${randomBytes(32).toString('base64url')}`

/** What is kept of a token. */
export const hashToken = (token: string): string => createHash('sha256').update(token).digest('base64url')

/** Whose token this would be; undefined for what cannot be one. */
export const userOfToken = (token: string): Id | undefined => {
  const [, user = ''] = /^(\d{1,16})\.[\w-]{43}$/.exec(token) ?? []
  return isId(user) ? user : undefined
}
