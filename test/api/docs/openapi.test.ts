import { compileErrors, validate } from '@readme/openapi-parser'
import { expect, test } from 'vitest'
import { openapi } from '../../../src/api/docs/openapi.js'
import { restRoutes } from '../../../src/api/rest/index.js'
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
