import type { RequestListener } from 'node:http'
import { failure } from './results.js'

/** What is answered while the stores are being opened; `reasons`: why that takes so long, in sentences. */
export const starting =
  (reasons: () => readonly string[]): RequestListener =>
  ({ url = '' }, response) => {
    const [path] = url.split('?')
    const isAlive = path === '/healthz'
    const bodies: Readonly<Record<string, object>> = {
      '/healthz': { status: 'alive' },
      '/readyz': { status: 'not ready', reasons: reasons() },
    }
    const body = bodies[path ?? ''] ?? failure('unavailable', 'the server is starting')
    const headers = { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store' }
    response.writeHead(isAlive ? 200 : 503, { ...headers, Connection: 'close' }).end(JSON.stringify(body))
  }
