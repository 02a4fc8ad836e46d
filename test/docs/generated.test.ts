import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { format, resolveConfig } from 'prettier'
import { expect, test } from 'vitest'
import { apiCoverage, coveredEvents, coveredPaths } from '../../docs/api-coverage.js'
import { errors } from '../../docs/errors.js'
import { errorRows } from '../../src/api/docs/errors.js'
import { restRoutes } from '../../src/api/rest/index.js'
import { cookies } from '../../src/services/cookies.js'
import { easyParts } from '../support/sign-in.js'

const routes = restRoutes(easyParts(), cookies('secret'))

test.each([
  ['docs/errors.md', errors(routes)],
  ['docs/api-coverage.md', apiCoverage(routes)],
])('%s is not stale: npm run docs', async (name, text) => {
  const file = join(import.meta.dirname, '../..', name)
  expect(await readFile(file, 'utf8')).toBe(await format(text, { ...(await resolveConfig(file)), filepath: file }))
})

test('only codes of red packets, and one that no rule gives, come from nowhere yet', () => {
  const idle = errorRows(routes).filter(({ from }) => from.length === 0)
  expect(idle.map(({ code }) => code)).toEqual([-4000, -4001, -4004, -4005, -4009, -4011, -4013, -6102])
})

test('what is common to many paths is said once', () => {
  const from = (reason: string) => errorRows(routes).find((row) => row.reason === reason)?.from
  const frames = ['event 0', 'event 1', 'event 2', 'event 42', 'event 45']
  expect(from('signed-out')).toEqual(['every path that needs a session', ...frames, 'the handshake of the socket'])
  expect(from('taken-over')?.slice(0, 3)).toEqual([
    'every path that needs a session',
    '/user/pwdLogin',
    '/user/tokenLogin',
  ])
  expect(from('no-such-group')).toContain('/group/info')
})

test('every path and event of the API text is there, and answered in a test, but red packets', () => {
  const all = [...coveredPaths(routes), ...coveredEvents()]
  const missing = all.filter(({ ours, tests }) => ours === '' || tests.length === 0).map(({ name }) => name)
  expect(missing.filter((name) => !name.startsWith('`/red-packet/'))).toEqual([])
  expect(missing).toHaveLength(8)
})
