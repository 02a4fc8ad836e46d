import type { Conversation, ConversationEvent, Kind, Message, Removal } from './conversation.js'
import { NOTICE, isGone } from './conversation.js'
import type { Decision, Time } from './decision.js'
import { Rejection } from './decision.js'
import type { Id } from './ids.js'
import { MANAGER, MEMBER, levelOf } from './members.js'
import type { Room } from './room.js'
import { mustBeLive } from './room.js'

/** A message as the log has it. */
export interface Told extends Message {
  readonly at: Time
}

const RECALL_MS = 10 * 60_000
const RED_PACKET: Kind = 4

/** Red packets and notices stay (`behaviour.md 7.6`, `product.md 7`). */
const mustBeRemovable = ({ kind }: Told): void => {
  if (kind === NOTICE || kind === RED_PACKET) throw new Rejection('may-not-delete')
}
const mustBeYoung = ({ at }: Told, now: Time): void => {
  if (now - at > RECALL_MS) throw new Rejection('too-old-to-recall')
}

/** Whoever spoke in a room was a member, and may take that back when he is none any more. */
const mustHaveBeenMember = ({ members }: Readonly<Room>, { sender }: Told, by: Id): void => {
  if (sender !== by && !members.has(by)) throw new Rejection('not-a-member')
}

/** Others' messages: managers, of strictly lower members; announcements: any manager. */
const checkManager = ({ members }: Readonly<Room>, { sender, kind }: Told, by: Id): void => {
  const level = levelOf(members, by)
  if (level < MANAGER) throw new Rejection('may-not-delete')
  if (kind !== 0 && levelOf(members, sender) >= level) throw new Rejection('not-allowed')
}

type Rule = Decision<ConversationEvent, Conversation>

const removal = (conversation: Readonly<Conversation>, message: Told, by: Id): Removal => ({
  conversation: message.conversation,
  logId: message.logId,
  msgId: message.msgId,
  ordinal: message.ordinal,
  sender: message.sender,
  by,
  lastLogId: conversation.lastLogId,
  lastOrdinal: conversation.lastOrdinal,
})

/** What a rule about an old message must know beside the conversation: whether it had gone when the read models were asked. */
export interface Removing {
  readonly message: Told
  readonly by: Id
  readonly wasGone: boolean
}

const gone = (conversation: Readonly<Conversation>, { message, wasGone }: Removing): boolean =>
  wasGone || isGone(conversation, message.logId)

/** `behaviour.md 2.3`: one's own within 10 minutes, as a manager any time, and as a manager those of lower members. */
export const recallInRoom =
  (room: Readonly<Room>, removing: Removing, now: Time): Rule =>
  (conversation) => {
    const { message, by } = removing
    mustBeLive(room)
    mustHaveBeenMember(room, message, by)
    mustBeRemovable(message)
    if (message.sender !== by) checkManager(room, message, by)
    if (gone(conversation, removing)) return []
    const level = levelOf(room.members, by) || MEMBER
    if (level < MANAGER) mustBeYoung(message, now)
    return [{ type: 'MessageRecalled', data: { ...removal(conversation, message, by), level } }]
  }

/** One's own, within 10 minutes. */
export const recallFromFriend =
  (removing: Removing, now: Time): Rule =>
  (conversation) => {
    const { message, by } = removing
    mustBeRemovable(message)
    if (message.sender !== by) throw new Rejection('may-not-delete')
    if (gone(conversation, removing)) return []
    mustBeYoung(message, now)
    return [{ type: 'MessageRecalled', data: { ...removal(conversation, message, by), level: MEMBER } }]
  }

/** By its sender, any time, for everybody. */
export const remove =
  (removing: Removing): Rule =>
  (conversation) => {
    const { message, by } = removing
    mustBeRemovable(message)
    if (message.sender !== by) throw new Rejection('may-not-delete')
    if (gone(conversation, removing)) return []
    return [{ type: 'MessageDeleted', data: removal(conversation, message, by) }]
  }
