import { describe, expect, test } from 'vitest'
import * as Reader from '../../src/domain/reader.js'
import { given, happened } from '../support/specification.js'

describe('a cursor', () => {
  const moves: [string, number, Pick<Reader.Move, 'from' | 'to'>, number][] = [
    ['goes on where it is', 4, { from: 5, to: 9 }, 9],
    ['is raised from within', 6, { from: 5, to: 9 }, 9],
    ['is never lowered', 12, { from: 5, to: 9 }, 12],
    ['stays where something older was left out', 3, { from: 5, to: 9 }, 3],
    ['goes to the newest from anywhere', 0, { from: 1, to: 9 }, 9],
  ]
  test.each(moves)('%s', (...[, cursor, move, then]) => {
    expect(Reader.raise(cursor, move)).toBe(then)
  })
})

test('no moves are no event', () => {
  const move = { from: 1, to: 2, users: ['10'] }
  given(Reader)
    .when(Reader.move('room_1', [move]))
    .then(happened('ReadersMoved', { conversation: 'room_1', moves: [move] }))
  given(Reader).when(Reader.move('room_1', [])).then()
})
