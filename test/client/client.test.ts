import openapiTS, { astToString, type OpenAPI3 } from 'openapi-typescript'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { TestProduct } from '../support/product.js'
import { openProduct } from '../support/product.js'
import type { Message } from './client.js'
import { ChatClient, Refused } from './client.js'

let product: TestProduct
beforeAll(async () => {
  product = await openProduct()
})
afterAll(() => product.close())

interface Described {
  readonly paths: Readonly<Record<string, object>>
  readonly components: { readonly schemas: Readonly<Record<string, object>> }
}
const served = async (name: string): Promise<Described> =>
  (await (await fetch(`${product.url}/docs/${name}.json`)).json()) as Described

/** What this client makes use of, so that its types stay short. */
const only = (all: Readonly<Record<string, object>>, names: readonly string[]): Record<string, object> =>
  Object.fromEntries(names.map((name) => [name, all[name] ?? {}]))

const typesOf = async (document: object): Promise<string> => astToString(await openapiTS(document as OpenAPI3))

const calls = ['/user/register', '/room/create', '/room/chatLog', '/room/unread', '/chat33/RevokeMessage']
const replies = ['SignedIn', 'Room', 'Member', 'Message']
const frames = [
  ...['SendMessage', 'CatchUp', 'Message', 'MissedMessages', 'OldMessages', 'CaughtUp', 'Joined'],
  ...['SendMessageRefused', 'CatchUpRefused'],
]

test('its types are those of the descriptions that the server serves: npx vitest run test/client -u', async () => {
  const [rest, socket] = [await served('openapi'), await served('asyncapi')]
  const ofRest = { ...rest.components, schemas: only(rest.components.schemas, replies) }
  const ofSocket = { schemas: only(socket.components.schemas, frames) }
  const asOpenApi = { openapi: '3.1.0', info: { title: 'socket', version: '1' }, paths: {}, components: ofSocket }
  const ofCalls = { ...rest, paths: only(rest.paths, calls), components: ofRest }
  await expect(await typesOf(ofCalls)).toMatchFileSnapshot('generated/rest.ts')
  await expect(await typesOf(asOpenApi)).toMatchFileSnapshot('generated/socket.ts')
})

const register = (mobile: string, nickname: string): Promise<ChatClient> =>
  ChatClient.register(product.url, { mobile, captcha: '123456', password: 'correct horse', nickname })

const textsOf = (messages: Iterable<Message>): string[] =>
  [...messages].flatMap((message) => (message.msgType === 1 ? [message.msg.content] : []))

const ROOM = 2

test('a client made from the descriptions alone signs in, makes a room, chats, recalls and catches up', async () => {
  const [alice, bob] = [await register('13700000001', 'Alice'), await register('13700000002', 'Bob')]
  await bob.connect()
  const { id: room } = await alice.call('/room/create', { roomName: 'tea party', users: [bob.account.id] })
  await bob.until(() => bob.rooms.has(room))
  await alice.connect()

  const hello = await alice.say(ROOM, room, 'hello', 'the same')
  expect(await alice.say(ROOM, room, 'hello again', 'the same')).toEqual(hello)
  await alice.say(ROOM, room, 'a mistake')
  const answer = await bob.say(ROOM, room, 'hello, Alice')
  await alice.until(() => alice.messages.has(answer.logId))
  expect(textsOf(alice.messages.values())).toEqual(['hello', 'a mistake', 'hello, Alice'])
  await expect(alice.say(ROOM, '1', 'nowhere')).rejects.toMatchObject({ code: -6101 })

  const mistake = [...bob.messages.values()].find(({ msg }) => 'content' in msg && msg.content === 'a mistake')
  expect(mistake).toMatchObject({ fromId: alice.account.id })
  await expect(bob.call('/chat33/RevokeMessage', { logId: mistake!.logId, type: 1 })).rejects.toBeInstanceOf(Refused)
  await alice.call('/chat33/RevokeMessage', { logId: mistake!.logId, type: 1 })
  await bob.until(() => !bob.messages.has(mistake!.logId))

  await bob.disconnect()
  const missed = Array.from({ length: 120 }, (_, number) => `missed ${number}`)
  for (const text of missed) await alice.say(ROOM, room, text)
  expect((await bob.call('/room/unread', {})).infos).toMatchObject([{ id: room, number: missed.length }])
  await bob.connect()
  expect(textsOf(bob.messages.values())).toEqual(['hello', 'hello, Alice', ...missed])
  expect((await bob.call('/room/unread', {})).infos).toEqual([])
  const { logs } = await bob.call('/room/chatLog', { id: room, number: 100 })
  expect(logs.map(({ logId }) => logId).toReversed()).toEqual([...bob.messages.keys()].slice(-logs.length))
  await Promise.all([alice.disconnect(), bob.disconnect()])
})
