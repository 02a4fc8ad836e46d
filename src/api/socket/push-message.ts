import type { Message, Notice } from '../../domain/conversation.js'
import { NOTICE } from '../../domain/conversation.js'
import type { Time } from '../../domain/decision.js'
import type { RecordedOf } from '../../domain/events.js'
import type { Id } from '../../domain/ids.js'
import { isOfGroup, placeOf } from '../../domain/ids.js'
import { loadNames, messageFrame } from '../message-wire.js'
import type { Connection } from './connection.js'
import type { Hall } from './hall.js'
import { sendTo } from './hall.js'
import type { Telling } from './telling.js'
import { tell } from './telling.js'
import { jsonFrame } from './text-frame.js'

type Sent = RecordedOf<'MessageSent'>

/** Whether somebody is there to hear it. */
export const isHeard = ({ audience }: Hall, { conversation, sender, only, also = [] }: Message): boolean => {
  if (only !== undefined) return only.some((user) => audience.connectionsOf(user).length > 0)
  if (audience.channel(conversation) !== undefined) return true
  const place = placeOf(conversation)
  const others = place.kind === 'friend' ? place.users : [sender, ...also]
  return others.some((user) => audience.connectionsOf(user).length > 0)
}

/** Friends have a seat from the first message on. */
const seatFriends = ({ audience }: Hall, { conversation }: Message): void => {
  const place = placeOf(conversation)
  if (place.kind !== 'friend') return
  for (const user of place.users)
    for (const connection of audience.connectionsOf(user)) audience.seat(connection, conversation)
}

/** To all who are in the conversation; the sender's own copy is his acknowledgement (`DESIGN.md 8`). */
const toAll = ({ audience }: Hall, { conversation, ordinal }: Message, frame: Buffer): void => {
  const channel = audience.channel(conversation)
  if (!channel) return
  const before = channel.last
  channel.last = ordinal
  const isRead = !isOfGroup(conversation)
  for (const seat of channel.seats) {
    if (!seat.connection.isOpen) {
      seat.end ??= before
      continue
    }
    if (seat.from === 0 && isRead) audience.hears(seat, ordinal)
    seat.connection.send(frame)
  }
}

/** What said it and hears the conversation no more: its user was removed by a process that did not know of the message yet. */
const owingAlone = ({ audience }: Hall, { conversation, sender, msgId }: Message): readonly Connection[] =>
  audience
    .connectionsOf(sender)
    .filter((connection) => connection.settle(conversation, msgId) && !connection.seats.has(conversation))

const listeners = ({ audience }: Hall, { conversation, only, also = [] }: Message): Set<Connection> => {
  const seated = only ? [] : (audience.channel(conversation)?.seats ?? []).map(({ connection }) => connection)
  const named = (only ?? also).flatMap((user) => audience.connectionsOf(user))
  return new Set([...seated, ...named])
}

/** Frames 21 and 22 follow the notice of their cause, because clients forget the room on them (`DESIGN.md 8`). */
export const afterNotice: { readonly [T in Notice['type']]?: Telling } = {
  3: tell(21, 'who left'),
  4: tell(21, 'who was kicked'),
  6: tell(22, 'members'),
}

const leavingFrame = (roomId: Id, userId: Id, type: 1 | 2, datetime: Time): Buffer =>
  jsonFrame({ eventType: 21, roomId, userId, type, content: '', datetime })

const sayGone = (hall: Hall, { conversation }: Message, notice: Notice, datetime: Time): void => {
  const place = placeOf(conversation)
  if (place.kind !== 'room') return
  const { room } = place
  if (notice.type === 3) sendTo(hall, [notice.operator], leavingFrame(room, notice.operator, 1, datetime))
  if (notice.type === 4) sendTo(hall, [notice.target], leavingFrame(room, notice.target, 2, datetime))
  if (notice.type !== 6) return
  const dissolved = jsonFrame({ eventType: 22, roomId: room, userId: notice.operator, datetime })
  for (const { connection } of hall.audience.channel(conversation)?.seats ?? []) connection.send(dissolved)
  hall.audience.dissolved(room)
}

const pushNotice = async (hall: Hall, message: Message, notice: Notice, at: Time): Promise<void> => {
  seatFriends(hall, message)
  if (isHeard(hall, message)) {
    const frame = jsonFrame(messageFrame(message, at, await loadNames(hall.core.models, [message])))
    for (const connection of listeners(hall, message)) connection.send(frame)
  }
  sayGone(hall, message, notice, at)
}

/** Event 0. The profile of the sender of an ordinary message is known by now. */
export const pushMessage = (hall: Hall, { data: message, metadata: { at } }: Sent): Promise<void> | undefined => {
  if (message.kind === NOTICE && message.notice) return pushNotice(hall, message, message.notice, at)
  if (message.conversation.startsWith('friend_')) seatFriends(hall, message)
  const owing = owingAlone(hall, message)
  if (owing.length > 0 || hall.audience.channel(message.conversation)) {
    const frame = jsonFrame(messageFrame(message, at, hall.profiles.names))
    toAll(hall, message, frame)
    for (const connection of owing) connection.send(frame)
  }
  return undefined
}
