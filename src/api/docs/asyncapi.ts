import { z } from 'zod'
import { closes, handshake, handshakeStatuses } from '../socket/described/handshake.js'
import { framesIn, notUnderstood } from '../socket/described/incoming.js'
import { framesOut } from '../socket/described/outgoing.js'
import type { Described } from '../socket/described/parts.js'
import { securitySchemes } from './openapi-parts.js'

const asked = Object.values(framesIn)
const answers = new Set(asked.flatMap((frame) => frame.answers))
const pushed: readonly Described[] = Object.values(framesOut)
const sent = new Set([...pushed, ...answers, notUnderstood])
const all = [...asked, ...sent]

const registry = z.registry<{ id: string }>()
for (const { name, schema } of all) registry.add(schema, { id: name })

/** Of draft 7, on which AsyncAPI builds. A frame may have more keys one day, so that clients pass over them. */
const draft = (io: 'input' | 'output') =>
  ({
    target: 'draft-7',
    io,
    override: ({ jsonSchema }) => {
      if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties
    },
  }) as const satisfies z.core.ToJSONSchemaParams
const plain = ({ $schema: _schema, $id: _id, ...schema }: z.core.JSONSchema.BaseSchema): object => schema
const jsonSchema = (schema: z.ZodType): object => plain(z.toJSONSchema(schema, draft('input')))
const schemasOf = (io: 'input' | 'output'): Record<string, object> => {
  const uri = (id: string): string => `#/components/schemas/${id}`
  const { schemas } = z.toJSONSchema(registry, { ...draft(io), uri })
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, plain(schema)]))
}
const pick = (schemas: Record<string, object>, frames: Iterable<Described>): object =>
  Object.fromEntries([...frames].map(({ name }) => [name, schemas[name]]))

const messageOf = ({ name, summary, example }: Described): object => ({
  name,
  title: name,
  summary,
  contentType: 'application/json',
  payload: { $ref: `#/components/schemas/${name}` },
  examples: [{ payload: example }],
})
const byName = <T>(frames: Iterable<Described>, make: (frame: Described) => T): Record<string, T> =>
  Object.fromEntries([...frames].map((frame) => [frame.name, make(frame)]))

const channel = { $ref: '#/channels/socket' }
const inChannel = ({ name }: Described): object => ({ $ref: `#/channels/socket/messages/${name}` })

const operations = {
  ...Object.fromEntries(
    asked.map((frame) => [
      frame.name,
      {
        action: 'receive',
        channel,
        summary: frame.summary,
        messages: [inChannel(frame)],
        reply: { channel, messages: frame.answers.map(inChannel) },
      },
    ]),
  ),
  push: {
    action: 'send',
    channel,
    summary: 'What the server sends of itself.',
    messages: [...pushed.filter((frame) => !answers.has(frame) || frame === framesOut[0]), notUnderstood].map(
      inChannel,
    ),
  },
}

const table = (head: string, rows: readonly (readonly string[])[]): string =>
  [head, head.replace(/[^|]+/g, ' --- '), ...rows.map((row) => `| ${row.join(' | ')} |`)].join('\n')

const description = [
  'Frames are JSON objects, one each; to the server as text or binary of at most 64 KiB, from it as text.',
  'Keys that a client sends are read without regard to case, numbers are taken for ids; what is unknown is passed over.',
  'Clients should do the same: a frame may have more keys one day.',
  'A frame with a `code` answers the frame of the same `eventType` and `msgId`: 0 is done, anything else refused.',
  'The server pings every 27 s, and drops a connection that was silent for 60 s.',
  '**How the handshake is answered where the socket does not open**',
  table('| Status | Why |', Object.entries(handshakeStatuses)),
  '**Close codes**',
  table(
    '| Code | Why | What to do |',
    Object.entries(closes).map(([code, { meaning, then }]) => [code, meaning, then]),
  ),
].join('\n\n')

const { cookie, token, bearer } = securitySchemes

/** The socket's side of the API as an AsyncAPI 3 document: the server receives what clients send. */
export const asyncapi = (): object => ({
  asyncapi: '3.0.0',
  info: { title: 'Annals: the socket', version: '1.0.0', description },
  defaultContentType: 'application/json',
  servers: {
    here: {
      host: '127.0.0.1:8090',
      protocol: 'ws',
      description: 'As `npm start` gives it; behind a proxy wss. Without a session the client is a visitor.',
      security: [
        { $ref: '#/components/securitySchemes/cookie' },
        { $ref: '#/components/securitySchemes/token' },
        { $ref: '#/components/securitySchemes/bearer' },
      ],
    },
  },
  channels: {
    socket: {
      address: '/ws',
      description: 'Also `/ws/`, `/chat/ws` and `/chat/ws/`.',
      messages: byName(all, ({ name }) => ({ $ref: `#/components/messages/${name}` })),
      bindings: {
        ws: {
          method: 'GET',
          query: jsonSchema(handshake.query),
          headers: jsonSchema(handshake.headers),
          bindingVersion: '0.1.0',
        },
      },
    },
  },
  operations,
  components: {
    messages: byName(all, messageOf),
    schemas: { ...pick(schemasOf('input'), asked), ...pick(schemasOf('output'), sent) },
    securitySchemes: {
      cookie: { ...cookie, type: 'httpApiKey' },
      token: { ...token, type: 'httpApiKey' },
      bearer,
    },
  },
})
