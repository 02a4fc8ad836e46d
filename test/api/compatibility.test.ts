import { expect, test } from 'vitest'
import type { Manner } from '../../docs/record-examples.js'
import { recordExamples } from '../../docs/record-examples.js'
import { examples } from '../../src/api/docs/examples.js'
import { restRoutes } from '../../src/api/rest/index.js'
import { cookies } from '../../src/services/cookies.js'
import { easyParts } from '../support/sign-in.js'

const routes = restRoutes(easyParts(), cookies('secret'))

/** Changes the keys of an object, and every value in it that is no list. */
const changed = (body: object, key: (name: string) => string, value: (value: unknown) => unknown): object =>
  Object.fromEntries(
    Object.entries(body).map(([name, part]) => [
      key(name),
      Array.isArray(part) ? part.map(value) : typeof part === 'object' ? part : value(part),
    ]),
  )

const asNumber = (value: unknown): unknown =>
  typeof value === 'string' && /^[1-9]\d{10,15}$/.test(value) ? Number(value) : value
const asText = (value: unknown): unknown => (typeof value === 'number' ? String(value) : value)

/** A mute's time has three names (`behaviour.md 9 item 14`). */
const inCapitals = (name: string): string => (name === 'muted_time' ? 'TIME' : name.toUpperCase())

const capitals: Manner = {
  path: (path) => `/chat${path}`,
  body: (body) => changed(body, inCapitals, asNumber),
  session: ({ cookie }) => ({ cookie }),
  frame: (frame) => Buffer.from(JSON.stringify(changed(frame, (name) => name.toUpperCase(), asNumber))),
}

const others: Readonly<Record<string, string>> = { roomId: 'rootid', muted_time: 'mutedtime' }
const otherNames: Manner = {
  path: (path) => routes.find((route) => route.path === path)?.aliases.at(-1) ?? path,
  body: (body) => changed(body, (name) => others[name] ?? name.toLowerCase(), asText),
  session: ({ token }) => ({ authorization: `Bearer ${token}` }),
  frame: (frame) => JSON.stringify(changed(frame, (name) => name.toLowerCase(), asText)),
}

test.each([
  ['under /chat, with keys in capitals, numbers for ids, the whole Set-Cookie line and binary frames', capitals],
  ['by other names, with keys in small letters, texts for numbers and Authorization: Bearer', otherNames],
])('every path answers alike: %s', async (_, manner) => expect(await recordExamples(manner)).toEqual(examples), 60_000)
