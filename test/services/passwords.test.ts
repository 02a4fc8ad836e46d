import { expect, test } from 'vitest'
import { passwords } from '../../src/services/passwords.js'

test('a password is known by its hash, which is Argon2id with 19 MiB and two passes', async () => {
  const { hash, verify } = passwords()
  const kept = await hash('correct horse')
  expect(kept).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  expect(await verify(kept, 'correct horse')).toBe(true)
  expect(await verify(kept, 'correct horses')).toBe(false)
})

test('without a hash no password is right', async () => {
  const { verify } = passwords()
  expect(await verify(undefined, '')).toBe(false)
  expect(await verify(undefined, 'correct horse')).toBe(false)
})

test('who comes when too many wait is sent away, the others are served', async () => {
  const { verify } = passwords(2)
  const answers = await Promise.allSettled([1, 2, 3].map(() => verify(undefined, 'x')))
  expect(answers.map((answer) => (answer.status === 'fulfilled' ? answer.value : String(answer.reason)))).toEqual([
    false,
    false,
    'Error: too-fast',
  ])
  expect(await verify(undefined, 'x')).toBe(false)
})

test('a hash that fails stops none of those behind it', async () => {
  const { verify } = passwords()
  const [broken, next] = await Promise.allSettled([verify('no hash', 'x'), verify(undefined, 'x')])
  expect([broken.status, next.status]).toEqual(['rejected', 'fulfilled'])
})
