import { describe, expect, test } from 'vitest'
import { BEGINNING, linked } from '../../src/stores/hash-chain.js'

const first = {
  stream: 'user-1',
  version: 1,
  id: '2f1f5a0a-5a4c-4b7e-8d59-000000000001',
  type: 'UserRenamed',
  data: { user: '1', name: '中文 "a"\n', list: [1, null, true, {}] },
  metadata: { at: 1_800_000_000_000, actor: '1' },
}
const second = { ...first, version: 2, id: '2f1f5a0a-5a4c-4b7e-8d59-000000000002', data: {}, metadata: { at: 0 } }

describe('the hash chain', () => {
  test('is for ever what another program has computed', () => {
    const one = linked(BEGINNING, first)
    expect(one).toEqual({
      events: 1,
      last: first.id,
      head: 'bc040f670d68b2679aad9679cf31465ac1cd0657c55e321b5290846a7f3505b8',
    })
    expect(linked(one, second)).toEqual({
      events: 2,
      last: second.id,
      head: '248f678592f35b13388a48974eda8a63a3710062d3860eb3415d2102a1f20b52',
    })
  })

  test('knows no order of keys, and no fields without a value', () => {
    const data = { list: [1, null, true, {}], name: first.data.name, left: undefined, user: '1' }
    expect(linked(BEGINNING, { ...first, data })).toEqual(linked(BEGINNING, first))
  })

  test.each([
    ['stream', { stream: 'user-2' }],
    ['version', { version: 2 }],
    ['id', { id: second.id }],
    ['type', { type: 'UserRenamed.2' }],
    ['data', { data: { ...first.data, user: '2' } }],
    ['data under __proto__', { data: { ...first.data, ['__proto__']: { a: 1 } } }],
    ['metadata', { metadata: { at: 1_800_000_000_001, actor: '1' } }],
  ])('sees another %s', (_, change) => {
    expect(linked(BEGINNING, { ...first, ...change }).head).not.toBe(linked(BEGINNING, first).head)
  })

  test('sees another order', () => {
    const heads = [linked(linked(BEGINNING, first), second), linked(linked(BEGINNING, second), first)]
    expect(heads[0]?.head).not.toBe(heads[1]?.head)
  })
})
