import type { ConversationEvent } from '../domain/conversation.js'
import * as Conversation from '../domain/conversation.js'
import { Rejection } from '../domain/decision.js'
import type { Decision, Reason } from '../domain/decision.js'
import type { Id } from '../domain/ids.js'
import { placeOf } from '../domain/ids.js'
import type { Removing, Told } from '../domain/removal.js'
import * as Removal from '../domain/removal.js'
import * as Room from '../domain/room.js'
import type { MessageDocument } from '../projections/messages.js'
import { messageDocumentKey, messages } from '../projections/messages.js'
import { one } from '../projections/models.js'
import type { Projection } from '../projections/projection.js'
import { requests } from '../projections/requests.js'
import type { Context } from './context.js'
import { announce } from './conversation.js'
import type { Facts, Outcome } from './handle.js'
import { keyOfConversation } from './keys.js'
import { findMessage } from './message-address.js'
import { perform, requestId } from './perform.js'

/** 1 in a room, 2 from a friend (`behaviour.md 2.3`). */
export interface RemovalInput {
  readonly by: Id
  readonly logId: Id
  readonly type: 1 | 2
}

type Rule = Decision<ConversationEvent, Conversation.Conversation>

/** The message, if it is of a conversation of this type that `by` may have seen. */
const find = async (context: Context, { by, logId, type }: RemovalInput, none: Reason): Promise<Told> => {
  const message = await findMessage(context, logId)
  const place = message && placeOf(message.conversation)
  const fits = type === 1 ? place?.kind === 'room' : place?.kind === 'friend' && place.users.includes(by)
  if (!message || !fits) throw new Rejection(none)
  return message
}

/**
 * One step under the message's own id: done by two at once, it is done once. A repeat by key is answered as the first time, whatever has
 * become of the room and of who asks.
 */
const take = async (
  context: Context,
  how: 'recall' | 'delete',
  message: Told,
  decide: (facts: Facts, wasGone: boolean) => Rule,
): Promise<Outcome<ConversationEvent>> => {
  const stream = Conversation.streamOf(message.conversation)
  const earlier =
    context.key === undefined ? undefined : await one(context.models, requests, `${requestId(context)}/${stream}`)
  if (earlier) {
    context.effect.position = Math.max(context.effect.position, earlier.position)
    return { events: [], position: earlier.position }
  }
  return perform<Conversation.Conversation, ConversationEvent>(context, {
    key: keyOfConversation(message.conversation),
    stream,
    aggregate: Conversation,
    id: `${how} ${message.logId}`,
    lookUp: { model: messages as Projection<object>, key: messageDocumentKey(message) },
    decide: (facts, found) => decide(facts, (found as MessageDocument | undefined)?.removed !== undefined),
  })
}

const roomOf = (facts: Facts, { conversation }: Told): Readonly<Room.Room> | undefined => {
  const place = placeOf(conversation)
  return place.kind === 'room' ? facts(Room.streamOf(place.room), Room) : undefined
}

/**
 * Takes a message back, and says so in its conversation (`behaviour.md 2.3`).
 * @throws Rejection `no-such-room-message`, `no-such-friend-message`, and what the rule refuses
 */
export const recallMessage = async (context: Context, input: RemovalInput): Promise<void> => {
  const { by, type } = input
  const message = await find(context, input, type === 1 ? 'no-such-room-message' : 'no-such-friend-message')
  const { events } = await take(context, 'recall', message, (facts, wasGone) => {
    const room = roomOf(facts, message)
    const removing: Removing = { message, by, wasGone }
    const now = context.clock.now()
    return room ? Removal.recallInRoom(room, removing, now) : Removal.recallFromFriend(removing, now)
  })
  await announce(context, events)
}

/** Takes one's own message out, at any age; only older clients are told (`behaviour.md 2.3`). Anything else: `may-not-delete`. */
export const deleteMessage = async (context: Context, input: RemovalInput): Promise<void> => {
  const { by } = input
  const message = await find(context, input, 'may-not-delete')
  await take(context, 'delete', message, (facts, wasGone) => {
    const room = roomOf(facts, message)
    if (room) Room.mustBeLive(room)
    return Removal.remove({ message, by, wasGone })
  })
}
