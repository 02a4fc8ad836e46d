import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { compileErrors, validate } from '@readme/openapi-parser'
import { expect, onTestFinished, test } from 'vitest'
import { openapi } from '../../../src/api/docs/openapi.js'
import { restRoutes } from '../../../src/api/rest/index.js'
import { starting } from '../../../src/api/starting.js'
import { cookies } from '../../../src/services/cookies.js'
import { easyParts } from '../../support/sign-in.js'

const routes = restRoutes(easyParts(), cookies('secret'))
const copy = () => structuredClone(openapi(routes)) as { paths: Record<string, { post: Record<string, unknown> }> }

const complaint = async (document: object): Promise<string> => {
  const result = await validate(document as never)
  return result.valid ? '' : compileErrors(result)
}

test('the description is valid OpenAPI', async () => {
  expect(await complaint(copy())).toBe('')
})

test('a description with a fault is not', async () => {
  const document = copy()
  document.paths['/room/info']!.post['tags'] = 'Rooms'
  expect(await complaint(document)).toContain('tags')
})

test('every path and every other name of it is described', () => {
  const paths = routes.flatMap(({ path, aliases }) => [path, ...aliases])
  expect(Object.keys(copy().paths)).toEqual(paths)
})

test('how a server answers that does not serve yet is described', async () => {
  const server = createServer(starting(() => [])).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/room/info`
  const answer = await fetch(url, { method: 'POST' })
  const { components } = openapi(routes) as { components: { responses: object } }
  expect(copy().paths['/room/info']!.post['responses']).toHaveProperty([answer.status], {
    $ref: '#/components/responses/notServing',
  })
  expect(components.responses).toHaveProperty(
    ['notServing', 'content', 'application/json', 'example'],
    await answer.json(),
  )
})
