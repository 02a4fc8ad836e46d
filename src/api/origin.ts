import type { IncomingHttpHeaders } from 'node:http'

/**
 * Whether a browser at this origin may open a socket or send the cookie: it is one of `allowed`, or the same host. A request without
 * `Origin` is not a browser's (`product.md 2`, ALLOWED_ORIGINS).
 */
export const isAllowedOrigin = ({ origin, host }: IncomingHttpHeaders, allowed: readonly string[]): boolean => {
  if (origin === undefined || allowed.includes(origin)) return true
  return URL.canParse(origin) && new URL(origin).host === host?.toLowerCase()
}

export const carriesCookie = ({ cookie }: IncomingHttpHeaders): boolean => cookie?.includes('session-login=') ?? false
