import { z } from 'zod'
import { Rejection } from '../domain/decision.js'

/** Nesting of objects and arrays in a body or frame, beyond which it is refused. */
const MAX_DEPTH = 32

/** Control characters, and lone surrogates: with the flag u those in a class are lone ones. */
const UNCLEAN = /[^\P{Cc}\t\n\r]|[\ud800-\udfff]/u

/** No control characters but tab, newline and carriage return, and no lone surrogates (`product.md 6`). */
export const isCleanText = (text: string): boolean => !UNCLEAN.test(text)

/** Length in Unicode code points (`product.md 6`). */
export const lengthOf = (text: string): number => {
  let length = text.length
  for (let i = 1; i < text.length; i++) {
    const second = text.charCodeAt(i)
    if (second >= 0xdc00 && second <= 0xdfff && (text.charCodeAt(i - 1) & 0xfc00) === 0xd800) length -= 1
  }
  return length
}

const isClean = (value: unknown, depth: number): boolean => {
  if (typeof value === 'string') return isCleanText(value)
  if (typeof value !== 'object' || value === null) return true
  if (depth === MAX_DEPTH) return false
  if (Array.isArray(value)) return value.every((part) => isClean(part, depth + 1))
  return Object.entries(value).every(
    ([key, part]) => key !== '__proto__' && isCleanText(key) && isClean(part, depth + 1),
  )
}

/**
 * What must not stand anywhere in a parsed body or frame: unclean texts or keys, `__proto__` keys, nesting over 32; undefined where all is
 * well. The answer is a detail for the developer of a client.
 */
export const uncleanPart = (body: unknown): string | undefined =>
  isClean(body, 0) ? undefined : `characters or keys that are not allowed, or nesting over ${MAX_DEPTH}`

const utf8 = new TextDecoder('utf-8', { fatal: true })

const parsed = (bytes: Uint8Array): unknown => {
  try {
    return JSON.parse(utf8.decode(bytes))
  } catch {
    throw new Rejection('bad-parameter', 'the body is not JSON')
  }
}

export type Body = Readonly<Record<string, unknown>>

/**
 * The JSON object of a body, whatever its content type says; no bytes are {} (`behaviour.md 2.0`).
 * @throws Rejection bad-parameter
 */
export const parseBody = (bytes: Uint8Array): Body => {
  if (bytes.length === 0) return {}
  const body = parsed(bytes)
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new Rejection('bad-parameter', 'the body is not a JSON object')
  }
  const complaint = uncleanPart(body)
  if (complaint !== undefined) throw new Rejection('bad-parameter', complaint)
  return body as Body
}

/** Lets a field also be read under other names (`rootId` for `roomId`). */
export const alsoCalled = <F extends z.ZodType>(field: F, ...names: string[]): F => field.meta({ alsoCalled: names })

interface Field {
  readonly name: string
  /** "" is a value here ("" clears a remark); elsewhere it counts as absent. */
  readonly takesEmpty: boolean
}

const shapeOf = (schema: z.core.$ZodType): Readonly<Record<string, z.ZodType>> => {
  if (schema instanceof z.ZodObject) return schema.shape
  if (schema instanceof z.ZodPipe) return shapeOf(schema.in)
  throw new TypeError('a route takes an object')
}

/** Fields by every spelling in small letters. */
const fieldsOf = (schema: z.core.$ZodType): ReadonlyMap<string, Field> => {
  const fields = new Map<string, Field>()
  for (const [name, field] of Object.entries(shapeOf(schema))) {
    const others = (field.meta()?.['alsoCalled'] ?? []) as readonly string[]
    const known: Field = { name, takesEmpty: field.safeParse('').success }
    for (const spelling of [name, ...others]) {
      if (!fields.has(spelling.toLowerCase())) fields.set(spelling.toLowerCase(), known)
    }
  }
  return fields
}

const isAbsent = (value: unknown, { takesEmpty }: Field): boolean =>
  value === undefined || value === null || (value === '' && !takesEmpty)

/** The body's values under the schema's own names; the exact spelling wins, unknown keys are left out. */
const named = (body: Body, fields: ReadonlyMap<string, Field>): Record<string, unknown> => {
  const values: Record<string, unknown> = {}
  const exact = new Set<string>()
  for (const [key, value] of Object.entries(body)) {
    const field = fields.get(key.toLowerCase())
    if (!field || isAbsent(value, field) || exact.has(field.name)) continue
    if (key === field.name) exact.add(key)
    values[field.name] = value
  }
  return values
}

const refusal = (error: z.ZodError, values: Body): Rejection => {
  const missing = error.issues.find(({ path: [name] }) => name !== undefined && !(String(name) in values))
  if (missing) return new Rejection('missing-parameter', String(missing.path[0]))
  const [issue] = error.issues
  return new Rejection('bad-parameter', `${issue?.path.join('.')} ${issue?.message}`.trim())
}

/**
 * Reads bodies by a schema: keys without regard to case, unknown ones left out, null (and "" where no text may be empty) is absent
 * (`product.md 6`).
 * @throws Rejection missing-parameter or bad-parameter; its detail names the field
 */
export const reader = <S extends z.ZodType>(schema: S): ((body: Body) => z.output<S>) => {
  const fields = fieldsOf(schema)
  return (body) => {
    const values = named(body, fields)
    const read = schema.safeParse(values)
    if (!read.success) throw refusal(read.error, values)
    return read.data
  }
}
