import specs from '@asyncapi/specs'
import { Ajv } from 'ajv'
import formats from 'ajv-formats'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { calls, heardOf } from '../../docs/notices-and-frames.js'
import { asyncapi } from '../../src/api/docs/asyncapi.js'
import { noticeMsg } from '../../src/api/notice-wire.js'
import { readMessage } from '../../src/api/socket/content.js'
import { closes } from '../../src/api/socket/described/handshake.js'
import { notices } from '../../src/api/socket/described/messages.js'
import { framesOut } from '../../src/api/socket/described/outgoing.js'
import { Rejection } from '../../src/domain/decision.js'
import type { Notice } from '../../src/domain/conversation.js'
import { complaint, describedName } from '../support/described.js'

type Json = { readonly [key: string]: Json } & { readonly $ref?: string }
const document = asyncapi() as Json

/** `@asyncapi/parser` brings 160 packages, one of which reports installations; this is the schema it asks. */
const official = (): ((document: object) => string[]) => {
  const ajv = new Ajv({ strict: false, allErrors: true, meta: false, validateSchema: false })
  formats.default(ajv)
  const check = ajv.compile(specs.schemas['3.0.0'] as object)
  return (body) =>
    check(body) ? [] : (check.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
}

test('it is an AsyncAPI 3 document by the official schema, which finds what is wrong in others', () => {
  const check = official()
  expect(check(document)).toEqual([])
  expect(check({ ...document, operations: { push: { action: 'shout' } } })).not.toEqual([])
})

const refsIn = (part: unknown): string[] => {
  if (typeof part !== 'object' || part === null) return []
  const { $ref } = part as Json
  return [...(typeof $ref === 'string' ? [$ref] : []), ...Object.values(part).flatMap(refsIn)]
}
const at = (ref: string): unknown =>
  ref
    .slice(2)
    .split('/')
    .reduce<unknown>((part, key) => (part as Json | undefined)?.[key], document)

test('every reference leads somewhere', () => {
  const refs = refsIn(document)
  expect(refs.length).toBeGreaterThan(50)
  expect(refs.filter((ref) => at(ref) === undefined)).toEqual([])
})

const messages = Object.entries(document['components']?.['messages'] ?? {}) as [string, Json][]

test.each(messages.map(([name]) => name))('the example of %s is one', (name) => {
  const [{ payload = {} } = {}] = at(`#/components/messages/${name}/examples`) as { payload?: object }[]
  expect(complaint(name, payload)).toBeUndefined()
  expect(complaint(name, { ...payload, eventType: 'x' })).toBeDefined()
})

test('every frame and close of the push table is described', () => {
  const told = calls.flatMap(({ event }) => heardOf(event)).map(({ frame }) => frame)
  expect(told.filter((frame) => !(frame in framesOut) && !(frame in closes))).toEqual([])
})

const samples: readonly Notice[] = [
  { type: 1, operator: '1', logId: '2', sender: '1', level: 1 },
  ...([2, 3, 5, 6] as const).map((type): Notice => ({ type, operator: '1' })),
  ...([4, 7, 8, 9, 10, 13] as const).map((type): Notice => ({ type, operator: '1', target: '2' })),
  { type: 12, operator: '1', owner: '2', packet: 'f'.repeat(32) },
  { type: 17, operator: '1', users: Array.from({ length: 9 }, (_, user) => String(user)) },
]
const { example: message } = framesOut[0]

test('every notice is rendered as described', () => {
  expect(new Set(samples.map(({ type }) => String(type)))).toEqual(new Set(Object.keys(notices)))
  for (const notice of samples) {
    const msg = noticeMsg(notice, (user) => `user ${user}`)
    expect(complaint('Message', { ...message, msgType: 6, msg })).toBeUndefined()
    expect(describedName({ ...message, msgType: 6, msg })).toBe('Message')
    expect(() => describedName({ ...message, msgType: 6, msg: { ...msg, more: 1 } })).toThrow('more')
  }
})

const isTaken = (frame: Readonly<Record<string, unknown>>): boolean => {
  try {
    readMessage(frame)
    return true
  } catch (error) {
    if (error instanceof Rejection) return false
    throw error
  }
}

/** Good ones four times out of five. */
const mostly = (good: readonly unknown[], ...bad: readonly unknown[]) =>
  fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...good) }, fc.constantFrom(...bad, undefined, null))

const url = 'https://media.example.com/a'
const number = mostly([1, 0.5], 0, -1, '1', {})
const address = mostly([url, 'HTTP://a'], 'ftp://a', '', `${url}/${'x'.repeat(2048)}`)
const name = mostly(['a', 1], '', {})
const signs = ['字', '🙏'] as const
const text = mostly(
  ['x', ' x ', ...signs.flatMap((sign) => [sign.repeat(500), sign.repeat(6000)])],
  ...[' \n', '', 1, ...signs.flatMap((sign) => [sign.repeat(501), sign.repeat(6001)])],
)
const frames = fc.record({
  eventType: fc.constant(0),
  msgId: fc.constant('m'),
  channelType: mostly([1, 2, 3], 0, 4),
  targetId: mostly(['0', '5'], '05', '', 'x', '-1'),
  msgType: mostly([0, 1, 2, 3, 4, 5], 6, 7),
  msg: fc.oneof(
    {
      weight: 9,
      arbitrary: fc.record({
        ...{ content: text, mediaUrl: address, time: number, imageUrl: address, width: number, height: number },
        ...{ coin: name, packetId: name, packetType: name },
      }),
    },
    mostly([[]], 'x'),
  ),
  isSnap: fc.constantFrom<unknown>(undefined, undefined, undefined, 1, 2, 0, 3),
  ext: fc.constantFrom<unknown>(undefined, 1, [], {}),
})

test('what a message must be is described as it is read', () => {
  let taken = 0
  const agree = (frame: Readonly<Record<string, unknown>>): void => {
    const sent = JSON.parse(JSON.stringify(frame)) as Readonly<Record<string, unknown>>
    const is = isTaken(sent)
    if (is) taken += 1
    expect([is, sent]).toEqual([complaint('SendMessage', sent) === undefined, sent])
  }
  fc.assert(fc.property(frames, agree), { numRuns: 3000 })
  expect(taken).toBeGreaterThan(300)
})
