import { setTimeout } from 'node:timers/promises'
import type { Server } from '../../bench/client/server.js'
import { results } from '../../src/api/results.js'
import type { Random } from '../support/random.js'
import type { Received, SocketClient } from '../support/socket-client.js'
import { openSocket } from '../support/socket-client.js'
import { codesOfEvents } from './codes.js'
import type { Due } from './due.js'
import { dueOf } from './due.js'
import type { SentFrame } from './frames.js'
import { frameFor } from './frames.js'
import type { Person } from './people.js'
import type { Known } from './values.js'

const MALFORMED = -1005
const VISITOR = -2008
const PATIENCE_MS = 60_000

const texts = new Map([[0, '操作成功'], ...Object.values(results).map(({ code, text }) => [code, text] as const)])

const put = ({ webSocket }: SocketClient, { bytes, carriage, ends }: SentFrame): void => {
  if (carriage !== 'fragments') return webSocket.send(bytes, { binary: carriage === 'binary' })
  const pieces = ends === 1008 ? 80 : Math.max(1, Math.min(60, bytes.length))
  const size = Math.ceil(bytes.length / pieces)
  for (let piece = 0; piece < pieces; piece++)
    webSocket.send(bytes.subarray(piece * size, (piece + 1) * size), { binary: false, fin: piece === pieces - 1 })
}

/** A frame with a code, behind which everything that is refused at once has been refused. */
const FENCE = 'fence'
const isFence = ({ msgId, eventType }: Received): boolean => eventType === 45 && msgId === FENCE

/** What answers a frame: an error or an acknowledgement of it, one's own message, the end of a catch-up or check. */
const isAnswer = (frame: Received, person: Person, due: Due): boolean => {
  if (frame['code'] !== undefined) return !isFence(frame)
  if (frame.eventType === 0) return frame['fromId'] === person.id && frame['msgId'] === due.msgId
  return frame.eventType === due.eventType + (due.eventType === 42 ? 1 : 2) && due.eventType >= 42
}

const codesFor = (person: Person, { answer, eventType }: Due): readonly unknown[] => {
  if (answer === 'refusal') return [MALFORMED]
  if (person.standing !== 'visitor') return [undefined, MALFORMED, ...(codesOfEvents[eventType] ?? [])]
  if (eventType === 0) return [VISITOR]
  return eventType >= 42 ? [MALFORMED] : [MALFORMED, ...(codesOfEvents[eventType] ?? [])]
}

const wrongWith = (frame: Received, person: Person, due: Due): string | undefined => {
  const { code, content, eventType, msgId } = frame
  const codes = codesFor(person, due)
  const isRefusal = code !== undefined
  const rules: readonly (readonly [wrong: boolean, sentence: string])[] = [
    [due.answer === 'none', 'what is ignored is answered'],
    [!codes.includes(code), `the code is none of ${codes.join()}`],
    [isRefusal && Object.keys(frame).join() !== 'eventType,msgId,code,content', 'it has other keys'],
    [isRefusal && (eventType !== due.eventType || msgId !== due.msgId), 'it answers something else'],
    [isRefusal && !String(content).startsWith(texts.get(Number(code)) ?? '?'), 'the text is not that of the code'],
  ]
  return rules.find(([wrong]) => wrong)?.[1]
}

export interface Talk {
  readonly server: Server
  readonly person: Person
  readonly random: Random
  readonly known: Known
  readonly codes: Map<number, number>
  readonly note: (sentence: string) => void
}

const open = ({ server, person }: Talk): Promise<SocketClient> =>
  openSocket(
    `${server.url.replace('http', 'ws')}/ws`,
    person.standing === 'visitor' ? {} : { Cookie: person.socketCookie },
  )

/** Waits until this holds, or the socket has closed, or too long. */
const until = async ({ webSocket }: SocketClient, holds: () => boolean): Promise<boolean> => {
  const late = AbortSignal.timeout(PATIENCE_MS)
  while (!holds() && webSocket.readyState === webSocket.OPEN && !late.aborted) await setTimeout(1)
  return holds()
}

const gone = async ({ webSocket, closed }: SocketClient): Promise<string> =>
  webSocket.readyState === webSocket.OPEN
    ? 'nothing comes any more'
    : `the server ends it: ${JSON.stringify(await closed)}`

/** Sends one frame, and a fence behind it; a sentence for what must not be. */
const exchange = async (talk: Talk, socket: SocketClient, sent: SentFrame): Promise<string | undefined> => {
  const { person, codes } = talk
  const due = dueOf(sent)
  socket.frames.length = 0
  put(socket, sent)
  socket.send({ eventType: 45, msgId: FENCE })
  const answers = (): Received[] => socket.frames.filter((frame) => isAnswer(frame, person, due))
  if (!(await until(socket, () => socket.frames.some(isFence)))) return gone(socket)
  if (due.answer !== 'none' && !(await until(socket, () => answers().length > 0))) return 'no answer came'
  const [answer] = answers()
  if (!answer) return undefined
  const code = Number(answer['code'] ?? 1)
  codes.set(code, (codes.get(code) ?? 0) + 1)
  const wrong = wrongWith(answer, person, due)
  return wrong && `${wrong}: ${JSON.stringify(answer).slice(0, 300)}`
}

/** Sends what ends the connection. */
const ended = async (socket: SocketClient, sent: SentFrame): Promise<string | undefined> => {
  put(socket, sent)
  const { code } = await socket.closed
  return code === sent.ends ? undefined : `it ends with ${code} instead of ${sent.ends}`
}

/** Sends so many frames, one after the other, on one connection as long as it lives. */
export const sendFrames = async (talk: Talk, count: number): Promise<void> => {
  let socket = await open(talk)
  for (let done = 0; done < count; done++) {
    const sent = frameFor(talk.random, talk.known)
    const wrong = await (sent.ends === undefined ? exchange(talk, socket, sent) : ended(socket, sent))
    if (wrong !== undefined)
      talk.note(
        `${talk.person.name}: ${wrong} to ${sent.carriage} of ${sent.bytes.length} bytes ${sent.bytes.toString().slice(0, 600)}`,
      )
    if (socket.webSocket.readyState !== socket.webSocket.OPEN) socket = await open(talk)
  }
  await socket.close()
}
