import { gzipSync } from 'node:zlib'
import { z } from 'zod'
import type { Route } from '../../src/api/rest/route.js'
import type { Random } from '../support/random.js'
import { below } from '../support/random.js'
import type { Json, Known } from './values.js'
import { badValue, chance, goodValue, oneOf, unclean, wildValue } from './values.js'

/** `good`: the schema takes it; `nearly`: one field wrong or missing; `broken`: no JSON object, or something that must stand nowhere; `wild`: anything. */
export type Manner = 'good' | 'nearly' | 'broken' | 'wild'
export interface Body {
  readonly manner: Manner
  readonly bytes: Buffer
}

type Field = readonly [name: string, value: Json]
const objectOf = (fields: readonly Field[]): Json => `{${fields.map(([name, value]) => `"${name}":${value}`).join()}}`

/** What an id names, by its field's name, else by its path. */
const kindOf = (path: string, name: string): keyof Known => {
  if (['logId', 'msgId', 'startId'].includes(name)) return 'logIds'
  if (name === 'roomId' || (name === 'id' && path.startsWith('/room/'))) return 'rooms'
  if (name === 'groupId' || path === '/group/getGroupChatHistory') return 'groups'
  return path === '/chat33/applyList' ? 'requests' : 'users'
}

const shapeOf = ({ input }: Route): [string, z.ZodType][] => {
  const shape: Readonly<Record<string, z.ZodType>> = input instanceof z.ZodObject ? input.shape : {}
  return Object.entries(shape)
}
const isOptional = (schema: z.ZodType): boolean => schema.safeParse(undefined).success

/** The spelling that stands in the schema, at times another case or another name. */
const spelled = (random: Random, name: string, schema: z.ZodType): string => {
  const others = (schema.meta()?.['alsoCalled'] ?? []) as readonly string[]
  const one = chance(random, 0.2) ? oneOf(random, [name, ...others]) : name
  return chance(random, 0.1) ? oneOf(random, [one.toUpperCase(), one.toLowerCase()]) : one
}

const goodFields = (random: Random, known: Known, route: Route): Field[] =>
  shapeOf(route).flatMap(([name, schema]): Field[] =>
    isOptional(schema) && chance(random, 0.4)
      ? []
      : [[spelled(random, name, schema), goodValue(random, known, schema, kindOf(route.path, name))]],
  )

const good = (random: Random, known: Known, route: Route): Json => {
  const fields = goodFields(random, known, route)
  if (chance(random, 0.1)) fields.push(['constructor', '{"prototype":1}'], ['more', '[1,{"a":null}]'])
  return objectOf(fields)
}

/** Of a route that takes nothing, something that must stand nowhere. */
const nearly = (random: Random, known: Known, route: Route): Json => {
  const shape = shapeOf(route)
  const fields = shape.map(([name, schema]): Field => [
    name,
    goodValue(random, known, schema, kindOf(route.path, name)),
  ])
  const [name, schema] = shape[below(random, shape.length)] ?? ['x', z.never()]
  const rest = fields.filter(([other]) => other !== name)
  if (!isOptional(schema) && shape.length > 0 && chance(random, 0.3))
    return objectOf(chance(random, 0.5) ? rest : [...rest, [name, 'null']])
  return objectOf([...rest, [name, shape.length > 0 ? badValue(random, schema) : oneOf(random, unclean)]])
}

const wild = (random: Random, known: Known, route: Route): Json => {
  const names = [...shapeOf(route).map(([name]) => name), 'x', '', 'id', 'length', 'constructor', 'toString', 'then']
  const fields = Array.from({ length: below(random, 6) }, (): Field => [oneOf(random, names), wildValue(random, known)])
  // the same key again, and in other case
  const again = fields.flatMap(([name]): Field[] =>
    chance(random, 0.3) ? [[chance(random, 0.5) ? name : name.toUpperCase(), wildValue(random, known)]] : [],
  )
  return objectOf([...goodFields(random, known, route), ...fields, ...again])
}

type Break = (text: Json, random: Random) => string | Uint8Array
/** How a good body becomes none. */
const breaks: readonly Break[] = [
  (text, random) => text.slice(0, Math.max(1, below(random, text.length))),
  (text) => `[${text}]`,
  (text) => JSON.stringify(text),
  (text) => Buffer.from(`\ufeff${text}`, 'utf16le'),
  (text) => gzipSync(text),
  (text) => Buffer.concat([Buffer.from(text.slice(0, -1)), Buffer.from([0x2c, 0x22, 0xc3, 0x22, 0x3a, 0x31, 0x7d])]),
  (text) => `${text}${text}`,
  (text) => `${text}\u0000`,
  (text) => text.replaceAll('"', "'").replace('{', "{'x':1,"),
  (_, random) =>
    oneOf(random, ['null', '1', 'true', '""', '[]', 'NaN', 'undefined', 'id=1&roomId=2', '\u0000', '<x/>']),
  (text, random) => `${text.slice(0, -1)}${text === '{}' ? '' : ','}"x":${oneOf(random, unclean)}}`,
  (_, random) => nestedText(oneOf(random, ['[', '{"a":', '[{"a":']), 60_000),
]
const nestedText = (open: string, bytes: number): string => open.repeat(Math.floor(bytes / open.length))

const makers = { good, nearly, wild }

/** A body for this route, in one of the four manners. */
export const bodyFor = (random: Random, known: Known, route: Route): Body => {
  const manner = oneOf<Manner>(random, ['good', 'good', 'good', 'good', 'good', 'nearly', 'nearly', 'broken', 'wild'])
  const text = makers[manner === 'broken' ? 'good' : manner](random, known, route)
  const bytes = manner === 'broken' ? oneOf(random, breaks)(text, random) : text
  return { manner, bytes: Buffer.from(bytes) }
}
