import type { z } from 'zod'
import type { Random } from '../support/random.js'
import { below, pick } from '../support/random.js'

/** A value as JSON text: what JSON.stringify would never write can be written too. */
export type Json = string

/** What there is in the server, to be named rightly and wrongly; lists of the same lengths each time, so that a seed repeats. */
export interface Known {
  readonly users: readonly string[]
  readonly rooms: readonly string[]
  readonly groups: readonly string[]
  readonly logIds: readonly string[]
  readonly requests: readonly string[]
}
type Kind = keyof Known

export const chance = (random: Random, share: number): boolean => random() < share
export const oneOf = <T>(random: Random, list: readonly T[]): T => pick(random, list) as T

const nested = (open: string, inner: string, close: string, depth: number): Json =>
  open.repeat(depth) + inner + close.repeat(depth)
const quoted = (text: string): Json => JSON.stringify(text)

const MOST = Number.MAX_SAFE_INTEGER
const ids: readonly Json[] = [
  ...['0', '1', '"0"', '"1"', '"8192"', String(MOST), quoted(String(MOST)), '9007199254740992', '"9007199254740992"'],
  ...['"-1"', '-1', '"01"', '"1.5"', '1.5', '"1e3"', '1e3', '"１２"', '" 1"', '"1 "', '"+1"', '"0x1F"', '-0', '"-0"'],
]
const numbers: readonly Json[] = [
  ...[
    '2',
    '3',
    '4',
    '"2"',
    '"3"',
    '20',
    '100',
    '101',
    '1e400',
    '-1e400',
    '1e-400',
    '0.1',
    '1e21',
    '99999999999999999999',
  ],
  ...['8640000000000001', '3155727600000', '7258089600000', '"1700000000000"', '1700000000000', '-9007199254740991'],
]
const texts: readonly Json[] = [
  ...['"a"', '" "', '"\\n\\t"', '"\\u2028"', '"\\ufeff"', '"\\ufeffa"', '"x\\u200b"', '"__proto__"', '"constructor"'],
  ...[
    '".*"',
    '"$where"',
    `"'; drop table users; --"`,
    '"%00"',
    '"<script>alert(1)</script>"',
    '"{}"',
    '"null"',
    '"true"',
  ],
  ...[1, 8, 19, 20, 21, 45, 46, 64, 65, 100, 101, 128, 129, 255, 256].map((length) => quoted('字'.repeat(length))),
  ...[10, 20, 21, 255].map((length) => quoted('👋'.repeat(length))),
  ...[500, 501, 6000, 6001, 20_000, 60_000].map((length) => quoted('x'.repeat(length))),
]
const urls: readonly Json[] = [
  ...[
    'http://x.example/a.jpg',
    'HTTPS://X.example',
    'javascript:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    '//x',
  ],
  ...[
    'http://',
    'http://[::1',
    'http://a:b@x.example',
    'http://x.example/ a',
    'http://x.example/\n',
    'ftp://x',
    'http:x',
  ],
  ...[2048, 2049].map((length) => `http://x.example/${'a'.repeat(length - 17)}`),
].map(quoted)
const mobiles: readonly Json[] = ['"13100000000"', '13100000001', '"1310000000"', '"131000000000"', '"1310000000x"']
const others: readonly Json[] = [
  'true',
  'false',
  '{}',
  '[]',
  '[[]]',
  '[null]',
  '{"$gt":""}',
  '{"length":1}',
  '["1","1"]',
]
const lists: readonly Json[] = [
  ...['["0"]', '[1,"1"]', '["x"]', '[{}]', `["1",${'"1",'.repeat(498)}"1"]`, `["1",${'"1",'.repeat(499)}"1"]`],
  `[${'{},'.repeat(900)}0]`,
]

/** What must stand nowhere in a body or frame. */
export const unclean: readonly Json[] = [
  ...['"\\ud83d"', '"\\udc00\\ud800"', '"a\\u0000b"', '"\\u0007"', '"\\u007f"', '"\\u0085"', '"\\u001b[31m"'],
  ...[
    '{"__proto__":{"id":"1"}}',
    '{"\\u005f_proto__":1}',
    '[{"a":{"__proto__":null}}]',
    '{"a\\u0001":1}',
    '{"\\ud800":1}',
  ],
  ...[
    nested('[', '', ']', 40),
    nested('{"a":', '1', '}', 33),
    nested('[', '', ']', 20_000),
    nested('[{"a":', '1', '}]', 5_000),
  ],
]
const clean: readonly Json[] = [
  ...[...ids, ...numbers, ...texts, ...urls, ...mobiles, ...others, ...lists],
  ...[nested('[', '', ']', 31), nested('{"a":', '1', '}', 31), '{"constructor":{"prototype":{"admin":true}}}'],
]

/** The first ones more often: most can be done with them. */
export const someId = (random: Random, known: Known, kind: Kind): Json => {
  const id = oneOf(() => random() ** 2, known[kind])
  return chance(random, 0.2) ? id : quoted(id)
}
const kinds: readonly Kind[] = ['users', 'rooms', 'groups', 'logIds', 'requests']

/** Up to 500 ids, at times the same ones again, at times one too many. */
const someIds = (random: Random, known: Known): Json => {
  const own = Array.from({ length: below(random, 4) }, () =>
    someId(random, known, chance(random, 0.95) ? 'users' : 'rooms'),
  )
  const first = own[0] ?? '"1"'
  if (chance(random, 0.05)) own.push(...Array<Json>(oneOf(random, [499, 500, 501]) - own.length).fill(first))
  else if (chance(random, 0.3)) own.push(first)
  return `[${own.join()}]`
}

/** Anything at all. */
export const wildValue = (random: Random, known: Known): Json => {
  const dice = random()
  if (dice < 0.25) return someId(random, known, oneOf(random, kinds))
  if (dice < 0.3) return someIds(random, known)
  if (dice < 0.35) return oneOf(random, ['null', '""'])
  return oneOf(random, dice < 0.5 ? unclean : clean)
}

interface Fitting {
  readonly good: readonly Json[]
  readonly bad: readonly Json[]
  readonly isId: boolean
  readonly isList: boolean
}
const fitting = new WeakMap<z.ZodType, Fitting>()
/** What of all this a schema takes, and what it does not. */
const fittingOf = (schema: z.ZodType): Fitting => {
  const takes = (value: Json): boolean => schema.safeParse(JSON.parse(value)).success
  const found = fitting.get(schema) ?? {
    good: clean.filter(takes),
    bad: [...clean.filter((value) => !takes(value)), ...unclean],
    isId: takes('"8192"') && !takes('"x"') && !takes('{}'),
    isList: takes('["8192"]'),
  }
  fitting.set(schema, found)
  return found
}

/** A value that the schema takes; `kind`: what it names, if it is an id. */
export const goodValue = (random: Random, known: Known, schema: z.ZodType, kind: Kind): Json => {
  const { good, isId, isList } = fittingOf(schema)
  if (isList && chance(random, 0.9)) {
    const list = someIds(random, known)
    if (schema.safeParse(JSON.parse(list)).success) return list
  }
  if (isId && chance(random, 0.9)) {
    const id = someId(random, known, chance(random, 0.85) ? kind : oneOf(random, kinds))
    if (schema.safeParse(JSON.parse(id)).success) return id
  }
  return oneOf(random, good)
}

/** A value that the schema does not take, or that must stand nowhere. */
export const badValue = (random: Random, schema: z.ZodType): Json => oneOf(random, fittingOf(schema).bad)
