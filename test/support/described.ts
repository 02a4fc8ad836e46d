import { Ajv } from 'ajv'
import formats from 'ajv-formats'
import { z } from 'zod'
import { asyncapi } from '../../src/api/docs/asyncapi.js'
import { framesIn, notUnderstood } from '../../src/api/socket/described/incoming.js'
import { framesOut } from '../../src/api/socket/described/outgoing.js'
import type { Described } from '../../src/api/socket/described/parts.js'
import type { Received } from './socket-client.js'

const ajv = new Ajv({ strict: false, allErrors: true })
formats.default(ajv)
ajv.addSchema(asyncapi(), 'asyncapi')

/** What is wrong with this frame by the schema of that name in `/docs/asyncapi.json`, which leaves room for further keys. */
export const complaint = (name: string, frame: object): string | undefined => {
  const fits = ajv.getSchema(`asyncapi#/components/schemas/${name}`)
  if (!fits) return `nothing is called ${name}`
  return fits(frame) ? undefined : ajv.errorsText(fits.errors)
}

/** By event: what comes without a code, and the answers with one. */
const pushed: Readonly<Record<number, Described>> = framesOut
const asked: Readonly<Record<number, { readonly answers: readonly Described[] }>> = framesIn

const candidates = (frame: Received): readonly Described[] => {
  const { eventType = NaN } = frame
  if ('code' in frame) return [...(asked[eventType]?.answers ?? []), notUnderstood]
  return [pushed[eventType]].flatMap((described) => described ?? [])
}

/**
 * By what name the server describes this frame that it sent, which has no further keys.
 * @throws Error where it is none of those
 */
export const describedName = (frame: Received): string => {
  const tries = candidates(frame).map(({ name, schema }) => ({ name, ...schema.safeParse(frame) }))
  const found = tries.find(({ success }) => success)
  if (found) return found.name
  const wrong = tries.map(({ name, error }) => `${name}: ${error ? z.prettifyError(error) : ''}`)
  throw new Error(`not as described: ${JSON.stringify(frame)}\n${wrong.join('\n')}`)
}
