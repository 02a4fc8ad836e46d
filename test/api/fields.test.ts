import { describe, expect, it } from 'vitest'
import type { z } from 'zod'
import * as fields from '../../src/api/fields.js'

const takes = (field: z.ZodType, value: unknown): unknown => {
  const read = field.safeParse(value)
  return read.success ? read.data : 'refused'
}

describe('fields', () => {
  it('take numbers for ids, and lists of up to 500 of them', () => {
    expect(takes(fields.id, 12)).toBe('12')
    expect(takes(fields.id, '012')).toBe('refused')
    expect(takes(fields.id, -1)).toBe('refused')
    expect(takes(fields.ids, [1, '2'])).toEqual(['1', '2'])
    expect(takes(fields.ids, Array(501).fill(1))).toBe('refused')
    expect(takes(fields.ids, '1')).toBe('refused')
  })

  it('bring the number of rows into 1 to 100', () => {
    expect([undefined, 0, -3, 7, '50', 1e9].map((value) => takes(fields.pageNumber, value))).toEqual([
      20, 1, 1, 7, 50, 100,
    ])
    expect([1.5, '', {}, 'x'].map((value) => takes(fields.pageNumber, value))).toEqual(Array(4).fill('refused'))
  })

  it('take decimal texts for whole numbers', () => {
    expect(['1', 2, 3, '1.0', true].map((value) => takes(fields.oneOrTwo, value))).toEqual([
      1,
      2,
      'refused',
      'refused',
      'refused',
    ])
    expect(takes(fields.time, '1676764266167')).toBe(1676764266167)
    expect(takes(fields.oneToThree, 3)).toBe(3)
  })

  it('trim texts and count their code points', () => {
    expect(takes(fields.text(1, 2), ' 😀😀 ')).toBe('😀😀')
    expect(takes(fields.text(1, 2), '😀😀😀')).toBe('refused')
    expect(takes(fields.rawText(3, 3), ' a ')).toBe(' a ')
    expect(takes(fields.remark, ' ')).toBe('')
    expect(takes(fields.optionalText(3), undefined)).toBe('')
    expect(takes(fields.text(1, 2), 1)).toBe('refused')
  })

  it('take http and https addresses only', () => {
    expect(takes(fields.httpUrl, 'https://example.com/a.png')).toBe('https://example.com/a.png')
    const bad = [
      'ftp://example.com',
      'javascript:alert(1)',
      'example.com',
      'https://',
      `https://example.com/${'x'.repeat(2048)}`,
    ]
    for (const url of bad) expect(takes(fields.httpUrl, url)).toBe('refused')
  })

  it('take 11 digits for a mobile number, also as a number', () => {
    expect(takes(fields.mobile, 13900000001)).toBe('13900000001')
    expect(['1390000000', '139000000011', '1390000000x'].map((value) => takes(fields.mobile, value))).toEqual(
      Array(3).fill('refused'),
    )
  })
})
