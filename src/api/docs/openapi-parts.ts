import { failure, results } from '../results.js'

/** What stands once in the OpenAPI document, for all paths. */

const tagged = {
  user: { name: 'Users', description: 'Registering, signing in, profiles, mutes.' },
  friend: { name: 'Friends', description: 'Requests, friends, their messages.' },
  room: { name: 'Rooms', description: 'Rooms (群) with members and roles.' },
  group: { name: 'Chat rooms', description: 'Chat rooms (聊天室), which anybody may enter on the socket.' },
  chat33: { name: 'Messages and applications', description: 'Search, applications, recalling and deleting messages.' },
} as const

export const tags = Object.values(tagged)

const folders: Readonly<Record<string, keyof typeof tagged>> = { send: 'user', permission: 'user' }

export const tagOf = (path: string): string => {
  const [, folder = ''] = path.split('/')
  return tagged[folders[folder] ?? (folder as keyof typeof tagged)].name
}

export const description = `A chat backend whose only truth is an event log. This is its REST side; the socket, on which messages are sent and come, is
described in [asyncapi.json](docs/asyncapi.json), every code in [errors](docs/errors).

**Calls** are POST requests with a JSON object, whatever the content type says; no body is \`{}\`. Keys are read without regard to case, numbers
are taken for ids, unknown keys and \`null\` are passed over. Every path also answers under \`/chat\`.

**Replies** have the status 200 and the envelope \`{result, message, data}\`: \`result\` is 0, or the code of a refusal; \`message\` is the code's Chinese
text, with \`: detail\` behind it where a detail helps whoever writes a client; \`data\` is \`{}\` where there is nothing to say. A reply may have
more keys one day: pass over those that you do not know.

**A session** is presented as the cookie \`session-login\` (attributes such as \`Path\` may be sent back with it), as \`FZM-AUTH-TOKEN\` or as
\`Authorization: Bearer\`; the first of these counts. Whoever presents none is a visitor, which only some paths serve.

| Status | When |
| --- | --- |
| 403 | A page of a foreign origin sent the cookie. |
| 404 | There is no such path. |
| 405 | The method is not POST. |
| 413 | The body is over 64 KiB. |
| 503 | The server starts, or this process of several is behind the others. Try again. |

These have the envelope, too, with -1001 inside, and 503 with -1000.`

const text = (maxLength: number) => ({ type: 'string', maxLength })
const header = (name: string, description: string, schema: object, required = false) => ({
  name,
  in: 'header',
  description,
  required,
  schema,
})

export const headers = {
  device: header(
    'FZM-DEVICE',
    'Who signs in has one session on a phone, one on a PC and one in a browser; a newer one takes the place of the older.',
    { enum: ['Android', 'iOS', 'Web', 'PC'] },
    true,
  ),
  deviceName: header(
    'FZM-DEVICE-NAME',
    'What the user calls his device. Clients that send it are of the newer generation, and get no event 10.',
    { type: 'string' },
  ),
  token: header('FZM-AUTH-TOKEN', 'The token of an earlier sign-in.', { type: 'string' }, true),
  uuid: header('FZM-UUID', 'What a visitor calls himself.', { type: 'string' }),
  key: header(
    'Idempotency-Key',
    'The same key of the same user on the same path is the same command, for ever, and is answered as the first time.',
    { minLength: 1, ...text(100) },
  ),
}

const shown = (description: string, schema: object = { type: 'string' }) => ({ description, schema })

export const replyHeaders = {
  position: shown('Where in the log the effect of the call stands; absent where there was none.', { type: 'integer' }),
  request: shown('Names this request in the log of the server.'),
  cookie: shown('`session-login=…`, the session that was made.'),
}

const refused = (description: string, reason: 'bad-parameter' | 'unavailable', detail: string) => ({
  description,
  content: {
    'application/json': {
      schema: {
        type: 'object',
        required: ['result', 'message', 'data'],
        properties: { result: { const: results[reason].code }, message: { type: 'string' }, data: { type: 'object' } },
      },
      example: failure(reason, detail),
    },
  },
})

export const statuses = {
  foreign: refused(
    'A page of a foreign origin sent the cookie.',
    'bad-parameter',
    'this origin may not send the cookie',
  ),
  tooBig: refused('The body is over 64 KiB.', 'bad-parameter', 'a body has at most 64 KiB'),
  notServing: refused('The server cannot serve now. Try again.', 'unavailable', 'the server is starting'),
}

export const securitySchemes = {
  cookie: { type: 'apiKey', in: 'cookie', name: 'session-login', description: 'Set by signing in.' },
  token: { type: 'apiKey', in: 'header', name: 'FZM-AUTH-TOKEN', description: 'The token of a sign-in.' },
  bearer: { type: 'http', scheme: 'bearer', description: 'The same token.' },
}
