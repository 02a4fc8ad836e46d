import { readFile } from 'node:fs/promises'
import type { Route } from '../rest/route.js'
import { asyncapi } from './asyncapi.js'
import { errorsPage } from './errors.js'
import { openapi } from './openapi.js'

/** What is served under its path. */
export interface Document {
  readonly path: string
  readonly type: 'text/html' | 'application/json' | 'text/javascript' | 'text/css' | 'text/plain'
  /** Made when it is first asked for. */
  readonly body: () => string | Promise<string | Buffer>
}

const file = (path: string, type: Document['type'], name: string): Document => ({
  path,
  type,
  body: () => readFile(new URL(name)),
})

const here = (name: string): string => new URL(name, import.meta.url).href

/** Everything under `/docs`, for those who write clients. */
export const documents = (routes: readonly Route[]): readonly Document[] => [
  file('/docs', 'text/html', here('page/index.html')),
  file('/docs/page.js', 'text/javascript', here('page/page.js')),
  file('/docs/page.css', 'text/css', here('page/page.css')),
  file('/docs/swagger-ui-bundle.js', 'text/javascript', import.meta.resolve('swagger-ui-dist/swagger-ui-bundle.js')),
  file('/docs/swagger-ui.css', 'text/css', import.meta.resolve('swagger-ui-dist/swagger-ui.css')),
  file('/docs/guide', 'text/plain', here('../../../docs/client-guide.md')),
  { path: '/docs/errors', type: 'text/html', body: () => errorsPage(routes) },
  { path: '/docs/openapi.json', type: 'application/json', body: () => JSON.stringify(openapi(routes)) },
  { path: '/docs/asyncapi.json', type: 'application/json', body: () => JSON.stringify(asyncapi()) },
]
