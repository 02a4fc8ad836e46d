import type { Context } from '../../commands/context.js'
import { sendMessage } from '../../commands/conversation.js'
import { visible } from '../../commands/perform.js'
import { Rejection } from '../../domain/decision.js'
import type { ConversationId, Id } from '../../domain/ids.js'
import { friendConversation, groupConversation, roomConversation } from '../../domain/ids.js'
import { messages } from '../../projections/messages.js'
import { one } from '../../projections/models.js'
import { messageFrame } from '../message-wire.js'
import { refusalOf, results, success } from '../results.js'
import type { Connection } from './connection.js'
import type { framesIn } from './described/incoming.js'
import { readMessage } from './content.js'
import { enterGroup, leaveGroup } from './enter-group.js'
import type { Frame } from './frames.js'
import { idOf, readFrame, readSpan, readSync, repeatKey } from './frames.js'
import { mustBeLive, type Hall } from './hall.js'
import { catchUp, checkSpan } from './sync.js'
import { jsonFrame } from './text-frame.js'

/** So many messages of one connection may be under way before no more are read from it. */
const MOST_UNDER_WAY = 256
const CHECK_EVERY_MS = 10_000

/** What a connection has under way. */
interface Dialogue {
  readonly hall: Hall
  readonly connection: Connection
  frames: number
  underWay: number
  /** A 42 is served; the next ones are ignored until its 43. */
  syncing: boolean
  checkedAt: number
  /** Catch-ups and checks, one at a time. */
  reading: Promise<void>
  /** Messages to chat rooms that are on their way. */
  speaking: Promise<void>
  /** What came in behind an entering or leaving under way: it is not taken before that is done (G3). */
  held: Frame[] | undefined
}

const reply = ({ hall, connection }: Dialogue, body: object): void => {
  connection.send(jsonFrame(body))
  hall.outbox.flushSoon()
}

/** The error frame of what was refused (`behaviour.md 3.1`); a bug is logged and told as -9000. */
const refuse = (dialogue: Dialogue, { eventType, msgId }: Frame, error: unknown): void => {
  const refusal = refusalOf(error)
  if (!refusal) dialogue.hall.log.error({ err: error, eventType }, 'a frame could not be handled')
  const { reason, detail } = refusal ?? new Rejection('internal')
  const { code, text } = results[reason]
  dialogue.hall.measures.refused(eventType, code)
  reply(dialogue, { eventType, msgId, code, content: detail === undefined ? text : `${text}: ${detail}` })
}

const userOf = ({ connection }: Dialogue): Id | undefined => {
  const { who } = connection.parts.person
  return who.kind === 'user' ? who.id : undefined
}

const contextOf = (dialogue: Dialogue): Context => {
  const { person, id } = dialogue.connection.parts
  dialogue.frames += 1
  return {
    ...dialogue.hall.core,
    who: person.who,
    request: `${id}-${dialogue.frames}`,
    live: person.live,
    effect: { position: 0 },
  }
}

const CHAT_ROOM = 1
const conversations = {
  1: (target: Id) => groupConversation(target),
  2: (target: Id) => roomConversation(target),
  3: (target: Id, user: Id) => friendConversation(user, target),
} as const satisfies Record<1 | 2 | 3, (target: Id, user: Id) => ConversationId>

/** A known msgId is answered with the original frame, on this connection only (G2). */
const repeat = async (dialogue: Dialogue, context: Context, key: string): Promise<void> => {
  const { profiles, core } = dialogue.hall
  await visible(context)
  const original = await one(core.models, messages, key)
  if (!original) throw new Rejection('unavailable')
  await profiles.load([original.sender])
  reply(dialogue, messageFrame(original, original.at, profiles.names))
}

const began = (dialogue: Dialogue): void => {
  dialogue.underWay += 1
  if (dialogue.underWay === MOST_UNDER_WAY) dialogue.connection.parts.webSocket.pause()
}
const ended = (dialogue: Dialogue): void => {
  dialogue.underWay -= 1
  if (dialogue.underWay === MOST_UNDER_WAY / 2) dialogue.connection.parts.webSocket.resume()
}

/** Event 0. The acknowledgement is the push of the message itself. Up to `sendMessage` nothing waits, so that the order is kept (G3). */
const send = (dialogue: Dialogue, frame: Frame): void => {
  const user = userOf(dialogue)
  const { rateLimit, measures } = dialogue.hall
  if (user === undefined) throw new Rejection('visitor-may-not-speak')
  const key = repeatKey(frame)
  if (!rateLimit.allows(user, key)) throw new Rejection('too-fast')
  const spoken = readMessage(frame.fields)
  const { channel, target } = spoken
  const context = contextOf(dialogue)
  const conversation = conversations[channel](target, user)
  const entered = dialogue.connection.seats.has(conversation)
  const settle = (): void => void dialogue.connection.settle(conversation, frame.msgId)
  began(dialogue)
  dialogue.connection.owe(conversation, frame.msgId)
  const sending = sendMessage(context, { ...spoken, conversation, msgId: frame.msgId, entered })
    .then((sent) => {
      measures.accepted += 1
      rateLimit.accepted(user, key)
      if (!sent.repeated) return undefined
      settle()
      return repeat(dialogue, context, sent.key)
    })
    .catch((error: unknown) => {
      settle()
      refuse(dialogue, frame, error)
    })
    .finally(() => ended(dialogue))
  if (channel === CHAT_ROOM) speak(dialogue, context, sending)
}

/** Who leaves a chat room still hears what he has said there: his copy is his acknowledgement. */
const speak = (dialogue: Dialogue, { models, effect }: Context, sending: Promise<void>): void => {
  const heard = sending.then(() => models.waitFor(effect.position))
  // its own result would be kept in that of the next one, and so on for ever
  dialogue.speaking = Promise.all([dialogue.speaking, heard]).then(() => undefined)
}

/** Holds back what comes in until this is done, and answers it with code 0. */
const hold = (dialogue: Dialogue, frame: Frame, work: () => Promise<void> | void): void => {
  dialogue.held = []
  const { eventType, msgId } = frame
  Promise.resolve(dialogue.speaking)
    .then(() => mustBeLive(dialogue.hall, dialogue.connection))
    .then(work)
    .then(() => reply(dialogue, { eventType, msgId, code: 0, content: success().message }))
    .catch((error: unknown) => refuse(dialogue, frame, error))
    .finally(() => release(dialogue))
}

/** Event 1. */
const enter = (dialogue: Dialogue, frame: Frame): void => {
  const group = idOf(frame.fields['groupId'], 'groupId')
  hold(dialogue, frame, () => enterGroup(dialogue.hall, dialogue.connection, group))
}

/** Event 2; the reply has its own number, and code 0 also for who was not there (`behaviour.md 3.2`). */
const leave = (dialogue: Dialogue, frame: Frame): void => {
  const group = idOf(frame.fields['groupId'], 'groupId')
  hold(dialogue, frame, () => leaveGroup(dialogue.hall, dialogue.connection, group))
}

const mustBeUser = (dialogue: Dialogue): void => {
  if (userOf(dialogue) === undefined) throw new Rejection('malformed', 'visitors have no messages to catch up on')
}

const read = (dialogue: Dialogue, frame: Frame, work: () => Promise<void>): Promise<void> => {
  const reading = dialogue.reading.then(() => mustBeLive(dialogue.hall, dialogue.connection)).then(work)
  dialogue.reading = reading.catch((error: unknown) => refuse(dialogue, frame, error))
  return dialogue.reading
}

/** Event 42. */
const sync = (dialogue: Dialogue, frame: Frame): void => {
  mustBeUser(dialogue)
  if (dialogue.syncing) return
  const start = readSync(frame.fields)
  dialogue.syncing = true
  void read(dialogue, frame, () => catchUp(dialogue.hall, dialogue.connection, start)).then(
    () => (dialogue.syncing = false),
  )
}

/** Event 45. */
const check = (dialogue: Dialogue, frame: Frame): void => {
  mustBeUser(dialogue)
  const span = readSpan(frame.fields)
  const now = performance.now()
  if (now - dialogue.checkedAt < CHECK_EVERY_MS) throw new Rejection('too-fast')
  dialogue.checkedAt = now
  void read(dialogue, frame, () => checkSpan(dialogue.hall, dialogue.connection, span))
}

type Take = (dialogue: Dialogue, frame: Frame) => void

/** What is done with each event that comes in; others are ignored (`behaviour.md 3.1`). */
const rows: Readonly<Record<number, Take>> = {
  0: send,
  1: enter,
  2: leave,
  42: sync,
  45: check,
} satisfies Record<keyof typeof framesIn, Take>

const take = (dialogue: Dialogue, frame: Frame): void => {
  try {
    if (frame.complaint !== undefined) throw new Rejection('malformed', frame.complaint)
    rows[frame.eventType]?.(dialogue, frame)
  } catch (error) {
    refuse(dialogue, frame, error)
  }
}

const receive = (dialogue: Dialogue, frame: Frame): void => {
  if (dialogue.connection.ended) return
  if (!dialogue.held) return take(dialogue, frame)
  began(dialogue)
  dialogue.held.push(frame)
}

const release = (dialogue: Dialogue): void => {
  const held = dialogue.held ?? []
  dialogue.held = undefined
  for (const frame of held) {
    ended(dialogue)
    receive(dialogue, frame)
  }
}

/** Answers what comes in on this connection, from now on. */
export const listen = (hall: Hall, connection: Connection): void => {
  const dialogue: Dialogue = {
    hall,
    connection,
    frames: 0,
    underWay: 0,
    syncing: false,
    checkedAt: -Infinity,
    reading: Promise.resolve(),
    speaking: Promise.resolve(),
    held: undefined,
  }
  const { webSocket } = connection.parts
  const heard = (): void => hall.heartbeat.heard(connection)
  webSocket.on('message', (data: Buffer, binary: boolean) => {
    heard()
    if (!connection.ended) receive(dialogue, readFrame(data, binary))
  })
  webSocket.on('ping', heard)
  webSocket.on('pong', heard)
}
