import { expect, test } from 'vitest'
import { keyOfPair, keyOfRoom, keyOfUser } from '../../src/commands/keys.js'

test('a pair takes one turn, whoever comes first; ids are compared as numbers', () => {
  expect(keyOfPair('100', '99')).toBe('pair:99_100')
  expect(keyOfPair('99', '100')).toBe('pair:99_100')
})

test('a room, a user and a pair of the same id take turns of their own', () =>
  expect(new Set([keyOfRoom('1'), keyOfUser('1'), keyOfPair('1', '1')]).size).toBe(3))
