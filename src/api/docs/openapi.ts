import { z } from 'zod'
import { results } from '../results.js'
import type { Route } from '../rest/route.js'
import { reasonsOf } from '../rest/route.js'
import { examplesOf } from './examples.js'
import { description, headers, replyHeaders, securitySchemes, statuses, tagOf, tags } from './openapi-parts.js'

type Json = Readonly<Record<string, unknown>>

const ref = (kind: string, name: string): Json => ({ $ref: `#/components/${kind}/${name}` })

/** As JSON Schema; what has a name goes to `named`. A reply may have more keys one day, so that clients pass over them. */
const schemaOf = (schema: z.ZodType, io: 'input' | 'output', named: Record<string, unknown>): Json => {
  const {
    $schema: _,
    $defs = {},
    ...own
  } = z.toJSONSchema(schema, {
    io,
    override: ({ jsonSchema }) => {
      if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties
      const names = jsonSchema['alsoCalled'] as readonly string[] | undefined
      if (names) jsonSchema.description = `${jsonSchema.description}; also called ${names.join(', ')}`
      delete jsonSchema['alsoCalled']
    },
  })
  const hoisted = JSON.stringify({ own, $defs }).replaceAll('#/$defs/', '#/components/schemas/')
  const { own: json, $defs: parts } = JSON.parse(hoisted) as { own: Json; $defs: Json }
  Object.assign(named, parts)
  return json
}

const envelope = (result: Json, data: Json): Json => ({
  type: 'object',
  required: ['result', 'message', 'data'],
  properties: { result, message: { type: 'string' }, data },
})

const signsIn = ({ refuses }: Route): boolean => refuses.includes('unknown-device')
const takesToken = ({ refuses }: Route): boolean => refuses.includes('bad-token')

const parametersOf = (route: Route): readonly Json[] => [
  ...(signsIn(route) ? [ref('parameters', 'device'), ref('parameters', 'deviceName')] : []),
  ...(takesToken(route) ? [ref('parameters', 'token')] : []),
  ...(route.access === 'user' ? [ref('parameters', 'key')] : [ref('parameters', 'uuid')]),
]

const table = (route: Route): string =>
  [...reasonsOf(route)]
    .map((reason) => results[reason])
    .sort((one, other) => other.code - one.code)
    .map(({ code, text, meaning }) => `| ${code} | ${text} | ${meaning} |`)
    .join('\n')

const repliesOf = (route: Route, named: Record<string, unknown>): Json => {
  const codes = [...reasonsOf(route)].map((reason) => results[reason].code).sort((one, other) => other - one)
  return {
    200: {
      description: `Done where \`result\` is 0; else refused:\n\n| Code | Text | Meaning |\n| --- | --- | --- |\n${table(route)}`,
      headers: {
        'Annals-Position': ref('headers', 'position'),
        'X-Request-Id': ref('headers', 'request'),
        ...(signsIn(route) ? { 'Set-Cookie': ref('headers', 'cookie') } : {}),
      },
      content: {
        'application/json': {
          schema: {
            oneOf: [
              { title: 'Done', ...envelope({ const: 0 }, schemaOf(route.reply, 'output', named)) },
              { title: 'Refused', ...envelope({ enum: codes }, { type: 'object', maxProperties: 0 }) },
            ],
          },
          examples: examplesOf(route, 'reply'),
        },
      },
    },
    403: ref('responses', 'foreign'),
    413: ref('responses', 'tooBig'),
    503: ref('responses', 'notServing'),
  }
}

const operationOf = (route: Route, path: string, named: Record<string, unknown>): Json => ({
  operationId: path.slice(1).replaceAll('/', '-'),
  tags: [tagOf(route.path)],
  summary: route.summary,
  ...(path === route.path ? {} : { description: `Another name of \`${route.path}\`.` }),
  security: route.access === 'user' ? [{ cookie: [] }, { token: [] }, { bearer: [] }] : [],
  parameters: parametersOf(route),
  requestBody: {
    required: reasonsOf(route).has('missing-parameter') && !takesToken(route),
    content: {
      'application/json': { schema: schemaOf(route.input, 'input', named), examples: examplesOf(route, 'body') },
    },
  },
  responses: repliesOf(route, named),
})

/** The REST API of clients as an OpenAPI 3.1 document. */
export const openapi = (routes: readonly Route[]): Json => {
  const schemas: Record<string, unknown> = {}
  const paths = Object.fromEntries(
    routes.flatMap((route) =>
      [route.path, ...route.aliases].map((path) => [path, { post: operationOf(route, path, schemas) }]),
    ),
  )
  return {
    openapi: '3.1.0',
    info: { title: 'Annals', version: '1.0.0', description },
    servers: [{ url: '/' }, { url: '/chat', description: 'The same.' }],
    tags,
    paths,
    components: { schemas, parameters: headers, headers: replyHeaders, responses: statuses, securitySchemes },
  }
}
