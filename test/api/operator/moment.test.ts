import { describe, expect, it } from 'vitest'
import { compare, momentOf } from '../../../src/api/operator/moment.js'

describe('momentOf', () => {
  it('takes an integer below 10^12 for a position, and above for a time in ms', () => {
    expect(momentOf('12')).toEqual({ position: 12 })
    expect(momentOf('999999999999')).toEqual({ position: 999_999_999_999 })
    expect(momentOf('1000000000000')).toEqual({ time: 1_000_000_000_000 })
    expect(momentOf('position:1676764266167')).toEqual({ position: 1_676_764_266_167 })
  })

  it('takes ISO 8601', () => {
    expect(momentOf('2026-01-02T03:04:05.678Z')).toEqual({ time: Date.UTC(2026, 0, 2, 3, 4, 5, 678) })
    expect(momentOf('2026-01-02T03:04+08:00')).toEqual({ time: Date.UTC(2026, 0, 1, 19, 4) })
    expect(momentOf('2026-01-02')).toEqual({ time: Date.UTC(2026, 0, 2) })
  })

  it.each(['', 'now', '-1', '1.5', 'position:', 'position:x', '2026-13-01', '1/2/2026', '9007199254740993'])(
    'takes %j for nothing',
    (text) => {
      expect(momentOf(text)).toBeUndefined()
    },
  )
})

describe('compare', () => {
  it('compares by position or by time', () => {
    const event = { position: 5, metadata: { at: 1000 } }
    expect([4, 5, 6].map((position) => Math.sign(compare(event, { position })))).toEqual([1, 0, -1])
    expect([999, 1000, 1001].map((time) => Math.sign(compare(event, { time })))).toEqual([1, 0, -1])
  })
})
