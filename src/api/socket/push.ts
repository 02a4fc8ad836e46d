import { ACCEPTED, REFUSED } from '../../domain/application.js'
import { NOTICE } from '../../domain/conversation.js'
import type { Recorded } from '../../domain/decision.js'
import type { AnyEvent, EventType, RecordedOf } from '../../domain/events.js'
import type { Id } from '../../domain/ids.js'
import { slotOf } from '../../domain/session.js'
import { SIGNED_IN_ELSEWHERE, SIGNED_OUT } from './connection.js'
import type { Hall } from './hall.js'
import { sendTo } from './hall.js'
import {
  pushFriendAnswer,
  pushFriendRemoval,
  pushFriendRequest,
  pushJoinApproval,
  pushJoinRefusal,
  pushJoinRequest,
} from './push-application.js'
import { isHeard, pushMessage } from './push-message.js'
import { jsonFrame } from './text-frame.js'

/** Event 20: to who joined, with his own id (`behaviour.md 3.3`); from here on he hears the room. */
const welcome = (hall: Hall, roomId: Id, users: readonly Id[], datetime: number): void => {
  for (const userId of users) {
    hall.audience.joined(roomId, userId)
    if (hall.audience.connectionsOf(userId).length > 0)
      sendTo(hall, [userId], jsonFrame({ eventType: 20, roomId, userId, datetime }))
  }
  hall.counts.note([roomId])
}
const dismiss = (hall: Hall, room: Id, users: readonly Id[]): void => {
  for (const user of users) hall.audience.left(room, user)
  hall.counts.note([room])
}

const MAX_DEVICE = 20

/** Closes the sockets of the session that this sign-in replaced (`behaviour.md 1.6`). */
const takeOver = (hall: Hall, { data, metadata: { at: time } }: RecordedOf<'SignedIn'>): void => {
  const device = [...(data.deviceName || data.device)].slice(0, MAX_DEVICE).join('')
  const reason = JSON.stringify({ device, time, way: data.way })
  const slot = slotOf(data.device)
  for (const connection of [...hall.audience.connectionsOf(data.user)]) {
    const { person } = connection.parts
    if ('slot' in person && person.slot === slot && !connection.isOf(data.session))
      connection.end(SIGNED_IN_ELSEWHERE, reason)
  }
}

const signOut = (hall: Hall, user: Id, sessions: readonly Id[]): void => {
  for (const connection of [...hall.audience.connectionsOf(user)])
    if (sessions.some((session) => connection.isOf(session))) connection.end(SIGNED_OUT, 'signed out')
}

type Row<T extends EventType> = (hall: Hall, event: RecordedOf<T>) => Promise<void> | void

/** What an event makes known, and to whom (`behaviour.md 3.5`, `product.md 7`). What is not here makes nothing known. */
const rows: { readonly [T in EventType]?: Row<T> } = {
  MessageSent: pushMessage,
  RoomCreated: (hall, { data, metadata }) => welcome(hall, data.room, [data.owner, ...data.members], metadata.at),
  MemberJoined: (hall, event) => {
    welcome(hall, event.data.room, [event.data.user], event.metadata.at)
    return pushJoinApproval(hall, event)
  },
  MembersInvited: (hall, { data, metadata }) => welcome(hall, data.room, data.users, metadata.at),
  MemberLeft: (hall, { data }) => dismiss(hall, data.room, [data.user]),
  MembersKicked: (hall, { data }) => dismiss(hall, data.room, data.users),
  JoinRequested: pushJoinRequest,
  JoinRefused: pushJoinRefusal,
  FriendRequested: pushFriendRequest,
  FriendAccepted: pushFriendAnswer(ACCEPTED),
  FriendRefused: pushFriendAnswer(REFUSED),
  FriendRemoved: pushFriendRemoval,
  SignedIn: takeOver,
  SignedOut: (hall, { data }) => signOut(hall, data.user, [data.session]),
  SessionsRevoked: (hall, { data }) => signOut(hall, data.user, data.sessions),
}

/** Senders whose names the frames of these events show. */
const sendersOf = (hall: Hall, events: readonly Recorded<AnyEvent>[]): Set<Id> => {
  const senders = new Set<Id>()
  for (const event of events)
    if (event.type === 'MessageSent' && event.data.kind !== NOTICE && !hall.profiles.knows(event.data.sender))
      if (isHeard(hall, event.data)) senders.add(event.data.sender)
  return senders
}

const pushOne = async (hall: Hall, event: Recorded<AnyEvent>): Promise<void> => {
  try {
    await (rows[event.type] as Row<EventType>)(hall, event)
  } catch (error) {
    hall.log.error({ err: error, type: event.type, position: event.position }, 'an event could not be pushed')
  }
}

const isPrompt = (event: Recorded<AnyEvent>): event is RecordedOf<'MessageSent'> =>
  event.type === 'MessageSent' && event.data.kind !== NOTICE

/**
 * Sends what these events make known: called for each run of the log, in order, when readers see it and before those who wait for it are
 * told. One call at a time. All frames of a run leave a connection in one write. Never rejects: what fails is logged.
 */
export const push = async (hall: Hall, events: readonly Recorded<AnyEvent>[]): Promise<void> => {
  hall.audience.position ??= (events[0]?.position ?? 1) - 1
  const senders = sendersOf(hall, events)
  if (senders.size > 0)
    await hall.profiles
      .load(senders)
      .catch((error: unknown) => hall.log.error({ err: error }, 'names could not be read'))
  for (const event of events) {
    hall.profiles.follow(event)
    if (isPrompt(event)) void pushMessage(hall, event)
    else if (rows[event.type]) await pushOne(hall, event)
    hall.audience.position = event.position
  }
  hall.outbox.flush()
  hall.measures.tell()
}
