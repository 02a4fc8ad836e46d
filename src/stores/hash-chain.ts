import { createHash } from 'node:crypto'
import type { Recorded } from '../domain/decision.js'

/** Where a chain over a log stands; that of the whole log tells it from every other. */
export interface Link {
  readonly events: number
  /** Id of the last of them; empty for none. */
  readonly last: string
  /** 64 hex digits. */
  readonly head: string
}

export const BEGINNING: Link = { events: 0, last: '', head: '0'.repeat(64) }

/** JSON as RFC 8785 has it: no spaces, keys in the order of their UTF-16 units. */
const canonical = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  const fields = Object.entries(value).filter(([, field]) => field !== undefined)
  fields.sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${fields.map(([key, field]) => `${JSON.stringify(key)}:${canonical(field)}`).join()}}`
}

/**
 * The chain with one more event, in log order (`product.md 4`): SHA-256 over the head before, a line feed, and the canonical JSON of
 * `[stream, version, id, type, data, metadata]`. Positions differ from store to store and are not in it, so copies have the same chain.
 */
export const linked = (
  { events, head }: Link,
  { stream, version, id, type, data, metadata }: Omit<Recorded, 'position'>,
): Link => {
  const form = canonical([stream, version, id, type, data, metadata])
  return { events: events + 1, last: id, head: createHash('sha256').update(`${head}\n${form}`).digest('hex') }
}
