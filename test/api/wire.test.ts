import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { id, optionalText, pageNumber, remark, text } from '../../src/api/fields.js'
import { alsoCalled, isCleanText, lengthOf, parseBody, reader, uncleanPart } from '../../src/api/wire.js'
import { Rejection, type Reason } from '../../src/domain/decision.js'

const refusal = (run: () => unknown): [Reason, string | undefined] => {
  try {
    run()
  } catch (error) {
    if (error instanceof Rejection) return [error.reason, error.detail]
    throw error
  }
  throw new Error('nothing was refused')
}

describe('parseBody', () => {
  it('gives the object, and {} for no bytes', () => {
    expect(parseBody(Buffer.from('{"a": [1, "二"]}'))).toEqual({ a: [1, '二'] })
    expect(parseBody(Buffer.alloc(0))).toEqual({})
  })

  it.each([
    '{',
    'type=3',
    '[]',
    '3',
    '"x"',
    'null',
    '\u0000',
    '{"type":3}}',
    '{"__proto__": {}}',
    '{"a": [{"__proto__": 1}]}',
  ])('refuses %j', (body) => {
    expect(refusal(() => parseBody(Buffer.from(body)))[0]).toBe('bad-parameter')
  })

  it('refuses control characters and lone surrogates anywhere, also in keys', () => {
    for (const bad of ['\\u0001', '\\u007f', '\\u0085', '\\ud800', '\\udc00x']) {
      expect(refusal(() => parseBody(Buffer.from(`{"a": [{"b": "${bad}"}]}`)))[0]).toBe('bad-parameter')
      expect(refusal(() => parseBody(Buffer.from(`{"${bad}": 1}`)))[0]).toBe('bad-parameter')
    }
    expect(parseBody(Buffer.from('{"a": "\\t\\n\\r\\ud83d\\ude00"}'))).toEqual({ a: '\t\n\r😀' })
  })

  it('refuses bytes that are no UTF-8', () => {
    expect(refusal(() => parseBody(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])))[0]).toBe('bad-parameter')
  })

  it('refuses what is nested without end', () => {
    const deep = `{"a":${'['.repeat(30_000)}${']'.repeat(30_000)}}`
    expect(refusal(() => parseBody(Buffer.from(deep)))[0]).toBe('bad-parameter')
    expect(uncleanPart(JSON.parse(`${'['.repeat(32)}${']'.repeat(32)}`))).toBeUndefined()
  })
})

describe('texts', () => {
  it('are counted in code points', () => {
    expect([lengthOf(''), lengthOf('群主'), lengthOf('a😀b'), lengthOf('👨‍👩‍👧')]).toEqual([0, 2, 3, 5])
  })

  it('are clean without control characters', () => {
    expect([isCleanText('群\n主😀'), isCleanText('\u0000'), isCleanText('\ud83d')]).toEqual([true, false, false])
  })
})

describe('reader', () => {
  const read = reader(
    z.object({
      roomId: alsoCalled(id, 'rootId'),
      name: text(1, 20),
      remark: remark.optional(),
      startId: id.optional(),
      reason: optionalText(5),
      number: pageNumber,
    }),
  )
  const least = { roomId: '1', name: 'x' }

  it('reads keys without regard to case, the exact spelling first, and leaves out unknown ones', () => {
    expect(read({ ROOMID: 3, roomid: 4, Name: 'a', more: 1 })).toEqual({
      roomId: '4',
      name: 'a',
      reason: '',
      number: 20,
    })
    expect(read({ roomId: 5, ROOMID: 3, name: 'a' }).roomId).toBe('5')
    expect(read({ ROOMID: 3, roomId: 5, name: 'a' }).roomId).toBe('5')
  })

  it('reads a field under its other name', () => {
    expect(read({ rootid: 8, name: 'a' }).roomId).toBe('8')
  })

  it('takes null and an empty text for absent, but where "" is a value', () => {
    expect(read({ ...least, startId: '', remark: '', number: null })).toEqual({
      ...least,
      remark: '',
      reason: '',
      number: 20,
    })
  })

  it.each([
    [{ name: 'x' }, 'missing-parameter', 'roomId'],
    [{ roomId: null, name: 'x' }, 'missing-parameter', 'roomId'],
    [{ roomId: '1', name: '' }, 'missing-parameter', 'name'],
    [{ roomId: 'x' }, 'missing-parameter', 'name'],
    [{ roomId: '1', name: '   ' }, 'bad-parameter', 'name'],
    [{ ...least, roomId: {} }, 'bad-parameter', 'roomId'],
    [{ ...least, roomId: ['1'] }, 'bad-parameter', 'roomId'],
    [{ ...least, roomId: true }, 'bad-parameter', 'roomId'],
    [{ ...least, roomId: 1.5 }, 'bad-parameter', 'roomId'],
    [{ ...least, roomId: '9007199254740992' }, 'bad-parameter', 'roomId'],
    [{ ...least, name: 'x'.repeat(21) }, 'bad-parameter', 'name'],
    [{ ...least, remark: 'x'.repeat(21) }, 'bad-parameter', 'remark'],
    [{ ...least, number: 'many' }, 'bad-parameter', 'number'],
    [{ ...least, startId: '-1' }, 'bad-parameter', 'startId'],
  ])('refuses %j as %s of %s', (body, reason, field) => {
    const [why, detail] = refusal(() => read(body))
    expect([why, detail?.split(' ')[0]]).toEqual([reason, field])
  })

  it('takes 0 for a value', () => {
    expect(read({ roomId: 0, name: 'x' }).roomId).toBe('0')
  })
})
