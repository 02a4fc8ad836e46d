import { projection } from './projection.js'

/** What a request with an Idempotency-Key did to one stream: its first and last version there, and where in the log. */
export interface Request {
  readonly stream: string
  readonly first: number
  readonly last: number
  readonly position: number
}

/** So that the same key is the same command for ever (`product.md 3`). Key: `<request>/<stream>`. */
export const requests = projection<Request>({
  name: 'requests',
  version: 1,
  indexes: {},
  on: {},
  any: ({ metadata, stream, version, position }) => {
    const { request } = metadata
    if (!request?.startsWith('key:')) return []
    return [[`${request}/${stream}`, (old) => ({ stream, first: old?.first ?? version, last: version, position })]]
  },
})
