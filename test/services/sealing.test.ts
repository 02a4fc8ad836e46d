import { expect, test } from 'vitest'
import { sealing } from '../../src/services/sealing.js'

const own = sealing(Buffer.alloc(32, 1))
const other = sealing(Buffer.alloc(32, 2))
const mobile = '13812345678'

test('what is sealed can be read with its key only', () => {
  const sealed = own.seal(mobile)
  expect(sealing(Buffer.alloc(32, 1)).unseal(sealed)).toBe(mobile)
  expect(() => other.unseal(sealed)).toThrow('sealed with the key')
})

test('sealed twice it is two texts, which name one key and not the number', () => {
  const [one = '', two = ''] = [own.seal(mobile), own.seal(mobile)]
  expect(one).not.toBe(two)
  expect(one.split('.')[0]).toBe(two.split('.')[0])
  expect(one).not.toContain(mobile)
})

test('what was changed cannot be read', () => {
  const sealed = own.seal(mobile)
  const at = sealed.length - 10
  const changed = `${sealed.slice(0, at)}${sealed[at] === 'A' ? 'B' : 'A'}${sealed.slice(at + 1)}`
  expect(() => own.unseal(changed)).toThrow()
})

test('a fingerprint is one per key, kind and text, and can stand in the name of a stream', () => {
  const print = own.fingerprint('phone', mobile)
  expect(print).toMatch(/^[0-9a-f]{64}$/)
  expect(own.fingerprint('phone', mobile)).toBe(print)
  const others = [own.fingerprint('visitor', mobile), own.fingerprint('phone', '1'), other.fingerprint('phone', mobile)]
  expect(others).not.toContain(print)
})
