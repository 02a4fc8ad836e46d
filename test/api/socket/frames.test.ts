import { expect, test } from 'vitest'
import { readMessage } from '../../../src/api/socket/content.js'
import { readFrame, readSpan, readSync } from '../../../src/api/socket/frames.js'
import { textFrame } from '../../../src/api/socket/text-frame.js'
import { Rejection } from '../../../src/domain/decision.js'

const frameOf = (text: string | Buffer, binary = false) => readFrame(Buffer.from(text as string), binary)
const of = (body: object) => frameOf(JSON.stringify(body))

test.each(['', '{', 'null', '3', '"text"', '[]', '[{"eventType":0}]'])('%j is no frame', (text) => {
  expect(frameOf(text)).toEqual({ eventType: 0, msgId: '', fields: {}, complaint: 'the frame is not a JSON object' })
})

test('keys without regard to case, the exact spelling wins, text and binary', () => {
  const text = '{"EVENTTYPE":"42","MsgID":7,"msgid":8,"msgId":"exact"}'
  for (const binary of [false, true]) expect(frameOf(text, binary)).toMatchObject({ eventType: 42, msgId: 'exact' })
  expect(frameOf(text).complaint).toBeUndefined()
  expect(frameOf(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), true).complaint).toBeDefined()
})

test('without eventType it is 0, without msgId it is ""', () => {
  expect(of({ msg: 1 })).toEqual({ eventType: 0, msgId: '', fields: { msg: 1 } })
  expect(of({ eventType: {}, msgId: 'm' })).toMatchObject({ msgId: 'm', complaint: 'eventType is no number' })
})

const unclean: readonly string[] = [
  '{"msgId":"m","msg":{"content":"a\\u0000b"}}',
  '{"msgId":"m","msg":{"content":"\\ud800"}}',
  '{"msgId":"m","msg":{"content":"a\u007fb"}}',
  '{"msgId":"m","msg":{"__proto__":{"a":1}}}',
  '{"msgId":"m","msg":{"__pr\\u006fto__":{"a":1}}}',
  `{"msgId":"m","msg":${'['.repeat(40)}${']'.repeat(40)}}`,
  '{"msgId":"m","ext":{"a":{"b":"\\u0001"}}}',
]
test.each(unclean)('%s is refused, with its msgId', (text) => {
  const { msgId, complaint } = frameOf(text)
  expect([msgId, typeof complaint]).toEqual(['m', 'string'])
})

test('tabs, newlines, emoji and quotes are no reason to refuse', () => {
  expect(of({ msgId: 'm', msg: { content: 'a\t"b"\r\n🙏' } }).complaint).toBeUndefined()
})

test('a msgId has at most 128 characters', () => {
  expect(of({ msgId: '🙏'.repeat(128) }).complaint).toBeUndefined()
  expect(of({ msgId: 'x'.repeat(129) }).complaint).toBeDefined()
})

const plain = { channelType: 2, targetId: '5', msgType: 1, msg: { content: 'x' } }
const malformed = (fields: object): boolean => {
  try {
    readMessage({ ...plain, ...fields })
    return false
  } catch (error) {
    return error instanceof Rejection && error.reason === 'malformed'
  }
}
const url = 'https://media.example.com/a'

test('a message is read with all keys of its msg; numbers are taken for ids', () => {
  const msg = { content: 'x', more: { deep: [1] } }
  expect(readMessage({ ...plain, targetId: 5, channelType: '2', msg, isSnap: '1', ext: [1] })).toEqual({
    channel: 2,
    target: '5',
    kind: 1,
    content: msg,
    isSnap: 1,
    ext: [1],
  })
})

test.each([
  { msgType: 0, msg: { content: 'x'.repeat(500) } },
  { msg: { content: '🙏'.repeat(6000) } },
  { msgType: 2, msg: { mediaUrl: url, time: 0 } },
  { msgType: 3, msg: { imageUrl: url, width: 1, height: 0.5 } },
  { msgType: 4, msg: { coin: 1, packetId: 'a', packetType: 2 } },
  { msgType: 5, msg: { mediaUrl: 'HTTP://a', time: 1.5 } },
])('taken: %j', (fields) => {
  expect(malformed(fields)).toBe(false)
})

test.each([
  { channelType: 4 },
  { channelType: '2x' },
  { targetId: '' },
  { targetId: { $gt: '' } },
  { targetId: 1.5 },
  { msgType: 6 },
  { msgType: 7 },
  { msgType: null },
  { msg: [] },
  { msg: { content: 5 } },
  { msg: { content: '  ' } },
  { msg: { content: '🙏'.repeat(6001) } },
  { msgType: 0, msg: { content: 'x'.repeat(501) } },
  { msgType: 2, msg: { mediaUrl: url, time: '1' } },
  { msgType: 2, msg: { mediaUrl: 'ftp://a', time: 1 } },
  { msgType: 3, msg: { imageUrl: `https://a/${'x'.repeat(2048)}`, width: 1, height: 1 } },
  { msgType: 3, msg: { imageUrl: url, width: 0, height: 1 } },
  { msgType: 4, msg: { coin: 1, packetType: 2 } },
  { isSnap: 3 },
])('refused: %j', (fields) => {
  expect(malformed(fields)).toBe(true)
})

test('what a catch-up asks for', () => {
  expect(readSync({ logId: 7, time: 5 })).toEqual({ logId: '7' })
  expect(readSync({ logId: '', time: '0' })).toEqual({ time: 0 })
  expect(() => readSync({})).toThrow(Rejection)
  expect(readSpan({ begin: 0, end: 172_800_000, total: '3' })).toEqual({ begin: 0, end: 172_800_000, total: 3 })
  expect(() => readSpan({ begin: 0, end: 172_800_001, total: 3 })).toThrow(Rejection)
  expect(() => readSpan({ begin: 2, end: 1, total: 3 })).toThrow(Rejection)
})

test.each([
  [0, 2],
  [125, 2],
  [126, 4],
  [65_535, 4],
  [65_536, 10],
])('a text frame of %d bytes has a header of %d', (length, header) => {
  const frame = textFrame('x'.repeat(length))
  expect([frame[0], frame.length - header]).toEqual([0x81, length])
  if (header === 2) expect(frame[1]).toBe(length)
  if (header === 4) expect([frame[1], frame.readUInt16BE(2)]).toEqual([126, length])
  if (header === 10) expect([frame[1], frame.readBigUInt64BE(2)]).toEqual([127, BigInt(length)])
})
