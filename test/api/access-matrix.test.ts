import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { restRoutes } from '../../src/api/rest/index.js'
import { framesIn } from '../../src/api/socket/described/incoming.js'
import { cookies } from '../../src/services/cookies.js'
import { openSocket } from '../support/socket-client.js'
import type { Received, SocketClient } from '../support/socket-client.js'
import type { Reply } from '../support/product.js'
import { easyParts } from '../support/sign-in.js'
import { chapters } from './access-matrix.js'
import type { Ask, Name, Row } from './access-matrix.rows.js'
import { names } from './access-matrix.rows.js'
import type { Scene, Stage } from './access-matrix.scene.js'
import { openStage } from './access-matrix.scene.js'

let stage: Stage
let scene: Scene
beforeAll(async () => {
  stage = await openStage()
  scene = stage.scene()
}, 60_000)
afterAll(() => stage.close())

const tokenOf = (who: Name): Record<string, string> =>
  who === 'visitor' ? {} : { 'FZM-AUTH-TOKEN': stage.people[who].token }

const call = async (path: string, who: Name, { body = {}, token }: Ask): Promise<number> => {
  const headers = {
    'FZM-DEVICE': 'Android',
    'FZM-UUID': 'visitor',
    ...tokenOf(who),
    ...(token === undefined ? {} : { 'FZM-AUTH-TOKEN': token }),
  }
  const response = await fetch(stage.product.url + path, { method: 'POST', body: JSON.stringify(body), headers })
  expect(response.status).toBe(200)
  return ((await response.json()) as Reply).result
}

/** Whether this answers what was sent: a frame of its own number, or what a catch-up or a check ends with. */
const answers = (eventType: number, msgId: string) => (frame: Received) =>
  frame['msgId'] === msgId || (frame.eventType === eventType + 1 && eventType === 42) || frame.eventType === 47

let sent = 0
const send = async (socket: SocketClient, frame: object): Promise<number> => {
  const { eventType } = frame as { eventType: number }
  const msgId = `asked ${++sent}`
  socket.send({ msgId, ...frame })
  return Number((await socket.until(answers(eventType, msgId)))['code'] ?? 0)
}

/** Who may not open a socket is answered with the code inside the 401. */
const refusedSocket = async (who: Name): Promise<number> => {
  const url = `${stage.product.url.replace('http', 'ws')}/ws`
  const refusal = (await openSocket(url, tokenOf(who)).catch((error: unknown) => error)) as Error
  expect(refusal.message).toBe('401')
  return (JSON.parse(String(refusal.cause)) as Reply).result
}

const ask = (row: Row, who: Name, asked: Ask): Promise<number> => {
  if (row.call.startsWith('/')) return call(row.call, who, asked)
  const socket = stage.sockets.get(who)
  return socket ? send(socket, asked.body ?? {}) : refusedSocket(who)
}

/** The types of what was appended; not what is noted by the minute of what was read on sockets. */
const appended = async (after: number): Promise<readonly string[]> => {
  const isOwn = (event: object): boolean => (event as { metadata: { actor?: string } }).metadata.actor === 'server'
  const found = await stage.product.events(after)
  return found.filter((event) => event.type !== 'ReadersMoved' || !isOwn(event)).map(({ type }) => type)
}

type Cell = readonly [who: Name, code: number]
const cellsOf = ({ codes }: Row, fits: (code: number) => boolean): readonly Cell[] =>
  names.flatMap((who) => {
    const code = codes[who]
    return code !== undefined && fits(code) ? [[who, code] as const] : []
  })

/** All of them on one scene: nothing of it changes, and nobody hears a thing. */
const playRefused = async (row: Row): Promise<readonly Cell[]> => {
  const cells = cellsOf(row, (code) => code !== 0)
  const asks = new Map<Name, Ask>()
  for (const [who] of cells) asks.set(who, await row.play(scene, who))
  await stage.settle()
  const head = await stage.product.head()
  const found: Cell[] = []
  for (const [who] of cells) found.push([who, await ask(row, who, asks.get(who) ?? {})])
  expect(await appended(head)).toEqual([])
  expect(await stage.settle()).toEqual([])
  return found
}

/** Each on a scene that nothing has changed. */
const playAllowed = async (row: Row): Promise<readonly Cell[]> => {
  const found: Cell[] = []
  for (const [who] of cellsOf(row, (code) => code === 0)) {
    const asked = await row.play(scene, who)
    const head = await stage.product.head()
    found.push([who, await ask(row, who, asked)])
    if ((await appended(head)).length > 0) scene = stage.scene()
  }
  return found
}

describe.each(chapters.map(({ title, rows }) => [title, rows] as const))('%s', (_, rows) => {
  test.each(rows.map((row) => [row.name, row] as const))('%s', async (_name, row) => {
    const found = new Map([...(await playRefused(row)), ...(await playAllowed(row))])
    const shown = (codes: (who: Name) => number | undefined) =>
      names.filter((who) => row.codes[who] !== undefined).map((who) => `${who}: ${codes(who)}`)
    expect(shown((who) => found.get(who))).toEqual(shown((who) => row.codes[who]))
  })
})

test('the matrix has each path and each frame that comes in', () => {
  const rows = new Set(chapters.flatMap(({ rows: all }) => all.map(({ call: name }) => name)))
  const routes = restRoutes(easyParts(), cookies('secret')).flatMap(({ path, aliases }) => [path, ...aliases])
  const places = ['a room', 'a friend', 'a chat room'].map((place) => `event 0 to ${place}`)
  const frames = Object.keys(framesIn)
    .filter((number) => number !== '0')
    .map((number) => `event ${number}`)
  expect([...rows].sort()).toEqual([...routes, ...places, ...frames].sort())
})
