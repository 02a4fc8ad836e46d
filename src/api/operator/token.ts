import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

/** Whether the request carries the operators' token; takes the same time for every wrong one. */
export const isOperator = ({ authorization = '' }: IncomingHttpHeaders, adminToken: string): boolean => {
  const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1]
  return token !== undefined && timingSafeEqual(digest(token), digest(adminToken))
}
