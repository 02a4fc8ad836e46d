import type { IncomingHttpHeaders } from 'node:http'
import { Rejection } from '../domain/decision.js'
import { lengthOf } from './wire.js'

/**
 * The request's Idempotency-Key together with the path it belongs to: the same key on two calls names two commands (`product.md 3`).
 * @throws Rejection bad-parameter unless it has 1 to 100 characters
 */
export const idempotencyKey = (headers: IncomingHttpHeaders, path: string): string | undefined => {
  const key = headers['idempotency-key']
  if (key === undefined) return undefined
  if (typeof key !== 'string' || key === '' || lengthOf(key) > 100) {
    throw new Rejection('bad-parameter', 'Idempotency-Key must have 1 to 100 characters')
  }
  return `${path}\n${key}`
}
