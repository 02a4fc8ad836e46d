import { describe, expect, it } from 'vitest'
import { failure, refusalOf, results, success } from '../../src/api/results.js'
import { Rejection } from '../../src/domain/decision.js'
import { StoreUnavailable } from '../../src/stores/event-store.js'

describe('results', () => {
  it('have a code of their own each', () => {
    const codes = Object.values(results).map(({ code }) => code)
    expect(new Set(codes).size).toBe(codes.length)
  })

  it('give the text of the code, and a detail behind it', () => {
    expect(failure('no-such-room')).toEqual({ result: -6101, message: '群不存在', data: {} })
    expect(failure('missing-parameter', 'roomId')).toEqual({ result: -1002, message: '缺少参数: roomId', data: {} })
    expect(success()).toEqual({ result: 0, message: '操作成功', data: {} })
  })

  it('tell what refuses, and a store that is away, from a bug', () => {
    const refusal = new Rejection('no-such-room', 'none')
    expect(refusalOf(refusal)).toBe(refusal)
    expect(refusalOf(new StoreUnavailable('lost'))).toMatchObject({ reason: 'unavailable', detail: undefined })
    expect(refusalOf(new TypeError('undefined is not a function'))).toBeUndefined()
  })
})
