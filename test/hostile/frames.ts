import type { Random } from '../support/random.js'
import { below } from '../support/random.js'
import type { Json, Known } from './values.js'
import { chance, oneOf, someId, unclean, wildValue } from './values.js'

/** How a frame is put on the wire. */
export type Carriage = 'text' | 'binary' | 'fragments'

export interface SentFrame {
  readonly bytes: Buffer
  readonly carriage: Carriage
  /** The connection ends with this code; what is no text is no frame (RFC 6455 8.1). */
  readonly ends?: 1007 | 1008 | 1009
}

type Fields = Readonly<Record<string, Json>>
const textOf = (fields: Fields | readonly (readonly [string, Json])[]): Json =>
  `{${(Array.isArray(fields) ? fields : Object.entries(fields)).map(([name, value]) => `"${name}":${value}`).join()}}`

const URL = '"http://x.example/a"'
/** `msg` of each kind of message. */
const messages: readonly Fields[] = [
  { content: '"an announcement"' },
  { content: '"a text"' },
  { mediaUrl: URL, time: '1.5' },
  { imageUrl: URL, width: '1', height: '0.1' },
  { coin: '1', packetId: `"${'a'.repeat(32)}"`, packetType: '1' },
  { mediaUrl: URL, time: '0' },
]
const places = [undefined, 'groups', 'rooms', 'users'] as const

const replaced = (random: Random, known: Known, fields: Fields): Fields => {
  const name = oneOf(random, Object.keys(fields))
  const { [name]: _, ...rest } = fields
  return chance(random, 0.2) ? rest : { ...rest, [name]: wildValue(random, known) }
}

type Maker = (random: Random, known: Known) => Fields
const say: Maker = (random, known) => {
  const channel = oneOf(random, [1, 2, 2, 3, 3] as const)
  const kind = oneOf(random, [0, 1, 1, 1, 2, 3, 4, 5])
  const msg = messages[kind] ?? {}
  const dice = random()
  const changed = dice < 0.15 ? replaced(random, known, msg) : msg
  const more = dice > 0.9 ? { ...changed, extra: wildValue(random, known), constructor: '{"prototype":1}' } : changed
  return {
    channelType: String(channel),
    targetId: someId(random, known, places[channel]),
    msgType: chance(random, 0.1) ? `"${kind}"` : String(kind),
    msg: textOf(more),
    ...(chance(random, 0.1) ? { isSnap: oneOf(random, ['1', '2', '"1"', '3', 'null']) } : {}),
    ...(chance(random, 0.1) ? { ext: wildValue(random, known) } : {}),
  }
}
const enter: Maker = (random, known) => ({ groupId: someId(random, known, 'groups') })
const times = ['0', '1', '"1700000000000"', '1700000000000', '9007199254740991', '"0"', '9999999999999', '-0']
const sync: Maker = (random, known) =>
  chance(random, 0.5) ? { logId: someId(random, known, 'logIds') } : { time: oneOf(random, times) }
const check: Maker = (random) => ({
  begin: oneOf(random, times),
  end: oneOf(random, times),
  total: oneOf(random, times),
})

const makers: readonly (readonly [eventType: Json, make: Maker])[] = [
  ['0', say],
  ['0', say],
  ['0', say],
  ['"0"', say],
  ['1', enter],
  ['2', enter],
  ['42', sync],
  ['45', check],
]
const oddTypes: readonly Json[] = [
  '3',
  '43',
  '-1',
  '-0',
  '"42"',
  '1e9',
  '1.5',
  'null',
  'true',
  '{}',
  '[]',
  '"x"',
  '1e400',
  '"0"',
]
const oddMsgIds: readonly Json[] = ['""', 'null', '1', '1e21', '{}', '[]', 'true', '"__proto__"', '"/"', '"a#0"']
const longMsgIds = [128, 129].map((length) => JSON.stringify('👋'.repeat(length)))

let frames = 0
const fieldsOf = (random: Random, known: Known): Json => {
  const [eventType, make] = oneOf(random, makers)
  const good = { eventType, msgId: `"frame ${++frames}"`, ...make(random, known) }
  const dice = random()
  if (dice < 0.5) return textOf(good)
  if (dice < 0.7) return textOf(replaced(random, known, good))
  if (dice < 0.75) return textOf({ ...good, eventType: oneOf(random, oddTypes) })
  if (dice < 0.8) return textOf({ ...good, msgId: oneOf(random, [...oddMsgIds, ...longMsgIds]) })
  if (dice < 0.9) return textOf({ ...good, x: oneOf(random, unclean) })
  const [name, value] = oneOf(random, Object.entries(good))
  return textOf([...Object.entries(good), [name, chance(random, 0.5) ? value : wildValue(random, known)]])
}

const broken: readonly ((text: Json, random: Random) => string | Buffer)[] = [
  (text, random) => text.slice(0, below(random, text.length)),
  (text) => `[${text}]`,
  (text) => `${text}${text}`,
  (text) => `\ufeff${text}`,
  (text) => text.replaceAll('"', "'"),
  (_, random) => oneOf(random, ['', ' ', 'null', '1', '"{}"', 'NaN', '[', '[[[[', '\u0000', 'undefined']),
  () => '[{"a":'.repeat(9_000),
]
const MOST_BYTES = 65_536

/** A frame: half of them as they should be, the others with something wrong in them or in how they come. */
export const frameFor = (random: Random, known: Known): SentFrame => {
  const text = fieldsOf(random, known)
  const dice = random()
  const carriage = oneOf<Carriage>(random, ['text', 'text', 'binary', 'fragments'])
  if (dice < 0.01) return { bytes: Buffer.from(`{"x":"${'x'.repeat(MOST_BYTES)}"}`), carriage: 'text', ends: 1009 }
  if (dice < 0.02) return { bytes: Buffer.from([0x7b, 0xff, 0xfe, 0x7d]), carriage: 'text', ends: 1007 }
  if (dice < 0.03) return { bytes: Buffer.from(text), carriage: 'fragments', ends: 1008 }
  if (dice < 0.06) return { bytes: Buffer.from([0x7b, 0xc3, 0x7d]), carriage: 'binary' }
  const bytes = Buffer.from(dice < 0.15 ? oneOf(random, broken)(text, random) : text)
  return bytes.length > MOST_BYTES ? { bytes, carriage, ends: 1009 } : { bytes, carriage }
}
