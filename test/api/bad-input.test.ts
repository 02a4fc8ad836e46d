import { z } from 'zod'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { restRoutes } from '../../src/api/rest/index.js'
import { cookies } from '../../src/services/cookies.js'
import type { Client, Reply, TestProduct } from '../support/product.js'
import { openProduct } from '../support/product.js'
import { easyParts } from '../support/sign-in.js'
import type { Field } from './bad-input.samples.js'
import { fields, noBodies, unclean } from './bad-input.samples.js'

const routes = restRoutes(easyParts(), cookies('secret'))
const paths = routes.flatMap(({ path, aliases }) => [path, ...aliases])
const shapeOf = (schema: z.ZodType): Record<string, z.ZodType> => (schema instanceof z.ZodObject ? schema.shape : {})

let product: TestProduct
let client: Client
let head: number
beforeAll(async () => {
  product = await openProduct()
  ;[client] = (await product.people('somebody')) as [Client]
  head = await product.head()
})
afterAll(async () => {
  // nothing of all this was appended, and the server lives
  expect(await product.head()).toBe(head)
  expect(await client.code('/user/userInfo')).toBe(0)
  await product.close()
})

const send = async (
  path: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
  method = 'POST',
) => {
  const init = { method, headers: { 'FZM-AUTH-TOKEN': client.token, 'FZM-DEVICE': 'Android', ...headers } }
  const response = await fetch(product.url + path, method === 'POST' ? { ...init, body } : init)
  const { result, data } = (await response.json()) as Reply<object>
  expect(data).toEqual(result === 0 ? expect.anything() : {})
  return [response.status, result]
}
const codeOf = async (path: string, body: unknown) => {
  const [status, result] = await send(path, JSON.stringify(body))
  expect(status).toBe(200)
  return result
}

const goodBody = (own: Readonly<Record<string, Field>>) =>
  Object.fromEntries(Object.entries(own).map(([name, { good }]) => [name, good]))
const shown = (name: string, value: unknown): string => `${name}: ${JSON.stringify(value).slice(0, 60)}`

type Sample = readonly [name: string, body: object, codes: readonly number[]]

/** Each sample of one path with its code; what differs is shown by name. */
const tried = async (path: string, samples: readonly Sample[]) => {
  const found: string[] = []
  for (const [name, body, codes] of samples) {
    const code = await codeOf(path, body)
    if (!codes.includes(code ?? 0)) found.push(`${shown(name, body)} → ${code}, not ${codes.join(' or ')}`)
  }
  return found
}

const samplesOf = (own: Readonly<Record<string, Field>>) => {
  const good = goodBody(own)
  return Object.entries(own).flatMap(([name, { wrong, optional, empty, isText }]) => {
    const { [name]: _, ...without } = good
    const absent: readonly Sample[] = [
      [`${name} absent`, without, [-1002]],
      [`${name} null`, { ...good, [name]: null }, [-1002]],
      ...(empty ? [] : [[`${name} ""`, { ...good, [name]: '' }, isText ? [-1002] : [-1001, -1002]] satisfies Sample]),
    ]
    const bad = wrong.map((value) => [name, { ...good, [name]: value }, [-1001]] satisfies Sample)
    const otherCase = wrong.slice(0, 1).map((value) => {
      return [`${name} in capitals`, { ...without, [name.toUpperCase()]: value }, [-1001]] satisfies Sample
    })
    return [...(optional ? [] : absent), ...bad, ...otherCase]
  })
}

test('the samples know every field of every path', () => {
  const known = Object.fromEntries(routes.map(({ path, input }) => [path, Object.keys(shapeOf(input)).sort()]))
  expect(Object.fromEntries(Object.entries(fields).map(([path, own]) => [path, Object.keys(own).sort()]))).toEqual(
    known,
  )
})

describe('a field that is missing is -1002, one of the wrong type, range or length -1001', () => {
  test.each(Object.keys(fields))('%s', async (path) =>
    expect(await tried(path, samplesOf(fields[path] ?? {}))).toEqual([]),
  )
})

test('an id may be a number', async () => {
  for (const [path, own] of Object.entries(fields)) {
    const good = goodBody(own)
    const numbers = Object.fromEntries(
      Object.entries(good).map(([name, value]) => [name, value === '999999999999' ? Number(value) : value]),
    )
    if (JSON.stringify(numbers) !== JSON.stringify(good))
      expect([path, await codeOf(path, numbers)]).toEqual([path, await codeOf(path, good)])
  }
})

describe('a body that is no JSON object, or holds what must stand nowhere, is -1001', () => {
  test.each(paths)('%s', async (path) => {
    for (const body of noBodies) expect([body, await send(path, body)]).toEqual([body, [200, -1001]])
    const good = JSON.stringify(goodBody(fields[path] ?? {})).slice(1, -1)
    for (const part of unclean) {
      const body = `{${good}${good === '' ? '' : ','}${part}}`
      expect([body, await send(path, body)]).toEqual([body, [200, -1001]])
    }
  })
})

describe('what HTTP refuses says -1001 inside', () => {
  test.each(paths)('%s', async (path) => {
    for (const method of ['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])
      expect([method, await send(path, '', {}, method)]).toEqual([method, [405, -1001]])
    expect(await send(path, `{"x":"${'x'.repeat(65_536)}"}`)).toEqual([413, -1001])
    expect(await send(`${path}/x`, '{}')).toEqual([404, -1001])
    expect(await send(`/chat${path}`, '[]')).toEqual([200, -1001])
    expect(await send(`/chat/chat${path}`, '[]')).toEqual([404, -1001])
    expect(await send(path.toUpperCase(), '{}')).toEqual([404, -1001])
  })

  test('64 KiB are not too much', async () => {
    const [start, end] = ['{"users":[],"x":"', '"}']
    const body = start + 'x'.repeat(65_536 - start.length - end.length) + end
    expect(await send('/room/info', body)).toEqual([200, -1002])
    expect(await send('/room/info', `${body} `)).toEqual([413, -1001])
  })
})

describe('who is not signed in is told so, whatever else is wrong', () => {
  /** `behaviour.md 1.7`, `product.md 7`. */
  const ofAnybody = [
    ...['/send/sms', '/user/register', '/user/pwdLogin', '/user/tokenLogin', '/user/logout', '/user/isreg'],
    ...['/room/getOnlineNumber', '/permission/permissionInfo'],
    ...['/group/list', '/group/info', '/group/userList', '/group/userInfo', '/group/getOnlineNumber'],
  ]
  const ofUsers = Object.keys(fields).filter((path) => !ofAnybody.includes(path))
  test.each(ofUsers)('%s', async (path) => {
    for (const body of ['', '{}', 'x']) {
      expect(await send(path, body, { 'FZM-AUTH-TOKEN': '' })).toEqual([200, -1004])
      expect(await send(path, body, { 'FZM-AUTH-TOKEN': `${client.token}x` })).toEqual([200, -1004])
      expect(await send(path, body, { Cookie: 'session-login=1.2.3' })).toEqual([200, -1003])
    }
  })
})
