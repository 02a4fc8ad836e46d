import { describe, expect, it } from 'vitest'
import { failure, results, success } from '../../src/api/results.js'

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
})
