import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { format, resolveConfig } from 'prettier'
import { expect, test } from 'vitest'
import { access } from '../../docs/access.js'

test('the document is not stale: npm run docs', async () => {
  const file = join(import.meta.dirname, '../../docs/access.md')
  const options = { ...(await resolveConfig(file)), parser: 'markdown' }
  expect(await readFile(file, 'utf8')).toBe(await format(access(), options))
})
