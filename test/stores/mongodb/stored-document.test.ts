import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromStored, toStored } from '../../../src/stores/mongodb/stored-document.js'

const deep = (levels: number): unknown => (levels === 0 ? 'end' : { down: deep(levels - 1) })

/** What MongoDB or the driver would refuse, or give back as something else. */
const refused: readonly (readonly [what: string, content: unknown])[] = [
  ['a dot in a key', { 'a.b': 1 }],
  ['a dollar before a key', [{ $set: 1 }]],
  ['an empty key', { list: [{ '': 1 }] }],
  ['a key that holds 0', { 'a\0b': 1 }],
  ['what the driver takes for one of its own types', { _bsontype: 'ObjectId' }],
  ['a prototype', JSON.parse('{"__proto__": {"a": 1}}')],
  ['what looks like our own text', { _json: '1' }],
  ['arrays in an array', { list: [1, [2]] }],
  ['too many levels', deep(200)],
]

/** As the log gives it back: JSON knows no -0. */
const asLogged = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

describe('a stored document', () => {
  it('keeps its fields as they are, for those who ask the database', () => {
    const document = { id: '1', at: 2, content: { text: 'hello', size: [1, { wide: [true] }], none: null } }
    expect(toStored('key', document, 7)).toEqual({ _id: 'key', _p: 7, ...document })
  })

  it.each(refused)('keeps as text what holds %s', (_, content) => {
    const stored = toStored('key', { id: '1', content }, 7)
    expect(stored).toEqual({ _id: 'key', _p: 7, id: '1', content: { _json: JSON.stringify(content) } })
    expect(fromStored(stored)).toEqual({ id: '1', content })
  })

  it('is nothing once it was removed', () => {
    const stored = toStored('key', null, 7)
    expect(stored).toEqual({ _id: 'key', _p: 7, _gone: stored._gone })
    expect(stored._gone).toBeInstanceOf(Date)
    expect(fromStored(stored)).toBeUndefined()
  })

  it('comes back as it was given, whatever it holds', () => {
    fc.assert(
      fc.property(fc.jsonValue().map(asLogged), (content) => {
        expect(fromStored(toStored('key', { content }, 1))).toEqual({ content })
      }),
    )
  })
})
