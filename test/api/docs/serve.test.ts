import { afterAll, beforeAll, expect, test } from 'vitest'
import { documents } from '../../../src/api/docs/documents.js'
import type { Edge } from '../../support/edge.js'
import { openEdge } from '../../support/edge.js'

let edge: Edge
beforeAll(async () => {
  edge = await openEdge()
})
afterAll(() => edge.close())

test.each(documents([]).map(({ path, type }) => [path, type] as const))('%s is served', async (path, type) => {
  for (const prefix of ['', '/chat']) {
    const { status, headers, text } = await edge.ask(prefix + path)
    expect([status, headers.get('content-type')]).toEqual([200, expect.stringContaining(type)])
    expect(text.length).toBeGreaterThan(0)
  }
})

test('everything that the page asks for is served, and it runs nothing that stands in it', async () => {
  const { text, headers } = await edge.ask('/docs')
  const asked = [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, target = '']) => target)
  const own = asked.filter((target) => !target.startsWith('data:'))
  expect(own.length).toBeGreaterThan(4)
  for (const target of own) expect([target, (await edge.ask(`/${target}`)).status]).toEqual([target, 200])
  const policy = headers.get('content-security-policy') ?? ''
  expect(policy).toContain("script-src 'self'")
  expect(policy).not.toContain('unsafe')
})

test('documents are only read', async () => {
  const { status, headers, json } = await edge.ask('/docs', { method: 'POST' })
  expect([status, headers.get('allow'), json]).toMatchObject([405, 'GET, HEAD', { result: -1001 }])
  expect((await edge.ask('/docs/none')).status).toBe(404)
  expect((await edge.ask('/docs', { method: 'HEAD' })).status).toBe(200)
})
