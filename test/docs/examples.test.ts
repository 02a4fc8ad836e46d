import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import { recordExamples } from '../../docs/record-examples.js'
import { examples } from '../../src/api/docs/examples.js'
import { openapi } from '../../src/api/docs/openapi.js'
import { restRoutes } from '../../src/api/rest/index.js'
import { reader } from '../../src/api/wire.js'
import { cookies } from '../../src/services/cookies.js'
import { easyParts } from '../support/sign-in.js'

const routes = restRoutes(easyParts(), cookies('secret'))
const routeOf = (path: string) => routes.find((route) => route.path === path)!

interface Envelope {
  readonly result: number
  readonly data: object
}

test('a server answers the examples as they are written: npm run docs', async () => {
  expect(await recordExamples()).toEqual(examples)
}, 60_000)

test('every path has an example of what it answers', () => {
  const answered = new Set(examples.filter(({ reply }) => (reply as Envelope).result === 0).map(({ path }) => path))
  expect(routes.filter(({ path }) => !answered.has(path))).toEqual([])
})

test.each(examples.map((example) => [example.path, example.summary, example] as const))(
  '%s: %s, as its route takes and gives it',
  (path, _, { body, reply }) => {
    const { result, data } = reply as Envelope
    reader(routeOf(path).input)(body as Record<string, unknown>)
    if (result === 0) expect(routeOf(path).reply.safeParse(data).error).toBeUndefined()
  },
)

test('every example fits its schema in the description', () => {
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  ajv.addSchema(openapi(routes), 'api')
  const complaints = examples.flatMap(({ path, summary, body, reply }) => {
    const post = `api#/paths/${path.replaceAll('/', '~1')}/post`
    const json = 'content/application~1json/schema'
    const fits = (where: string, value: unknown) => ajv.validate({ $ref: `${post}/${where}/${json}` }, value)
    const wrong = [
      ...(fits('requestBody', body) ? [] : [ajv.errorsText()]),
      ...(fits('responses/200', reply) ? [] : [ajv.errorsText()]),
    ]
    return wrong.map((text) => `${path}, ${summary}: ${text}`)
  })
  expect(complaints).toEqual([])
})
