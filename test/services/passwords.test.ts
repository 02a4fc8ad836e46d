import { expect, test } from 'vitest'
import { passwords } from '../../src/services/passwords.js'

test('a password is known by its hash, which is Argon2id with 19 MiB and two passes', async () => {
  const own = passwords()
  const kept = await own.hash('correct horse')
  expect(kept).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  expect(await own.verify(kept, 'correct horse')).toBe(true)
  expect(await own.verify(kept, 'correct horses')).toBe(false)
})

test('without a hash no password is right', async () => {
  const own = passwords()
  expect(await own.verify(undefined, '')).toBe(false)
  expect(await own.verify(undefined, 'correct horse')).toBe(false)
})

test('who comes when too many wait is sent away, the others are served', async () => {
  const own = passwords(2)
  const answers = await Promise.allSettled([1, 2, 3].map(() => own.verify(undefined, 'x')))
  expect(answers.map((answer) => (answer.status === 'fulfilled' ? answer.value : String(answer.reason)))).toEqual([
    false,
    false,
    'Error: too-fast',
  ])
  expect(await own.verify(undefined, 'x')).toBe(false)
})

test('a hash that fails stops none of those behind it', async () => {
  const own = passwords()
  const [broken, next] = await Promise.allSettled([own.verify('no hash', 'x'), own.verify(undefined, 'x')])
  expect([broken.status, next.status]).toEqual(['rejected', 'fulfilled'])
})
