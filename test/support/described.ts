import { Ajv } from 'ajv'
import formats from 'ajv-formats'
import { asyncapi } from '../../src/api/docs/asyncapi.js'
import { framesIn, notUnderstood } from '../../src/api/socket/described/incoming.js'
import { framesOut } from '../../src/api/socket/described/outgoing.js'
import type { Described } from '../../src/api/socket/described/parts.js'
import type { Received } from './socket-client.js'

const ajv = new Ajv({ strict: false, allErrors: true })
formats.default(ajv)
ajv.addSchema(asyncapi(), 'asyncapi')

/** What is wrong with this frame by the schema of that name in `/docs/asyncapi.json`; undefined where it fits. */
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
 * By what name the server describes this frame that it sent.
 * @throws Error where it is none of those
 */
export const describedName = (frame: Received): string => {
  const tries = candidates(frame).map(({ name }) => [name, complaint(name, frame)] as const)
  const found = tries.find(([, wrong]) => wrong === undefined)
  if (found) return found[0]
  throw new Error(`not as described: ${JSON.stringify(frame)}\n${tries.map((each) => each.join(': ')).join('\n')}`)
}
