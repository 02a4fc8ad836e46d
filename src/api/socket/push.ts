import { ACCEPTED, REFUSED } from '../../domain/application.js'
import { NOTICE } from '../../domain/conversation.js'
import type { Recorded } from '../../domain/decision.js'
import type { AnyEvent, EventOf, EventType, RecordedOf } from '../../domain/events.js'
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
import { pushGroupClosed, pushGroupDeleted, pushGroupOpened } from './push-group.js'
import { isHeard, pushMessage } from './push-message.js'
import { pushMute, pushRemoval } from './push-moderation.js'
import type { Telling } from './telling.js'
import { tell } from './telling.js'
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

/** So many characters of four bytes, quoted, and the rest of the reason stay within 123 bytes. */
const MAX_DEVICE = 16

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

/** What an event makes known: `tells` says in order what `push` sends, and to whom. */
interface Row<T extends EventType> {
  readonly tells: (data: EventOf<T>['data']) => readonly Telling[]
  readonly push: (hall: Hall, event: RecordedOf<T>) => Promise<void> | void
}

const applied = [tell(23, 'owner and managers')]
const answered = [tell(23, 'owner and managers', 'the applicant')]
const joined = [tell(20, 'who joined'), tell(24, 'members')]
/** Frame 21 comes with the notice (`push-message.ts`). */
const gone = [tell(24, 'members')]
const asked = [tell(31, 'both friends')]

/** What makes what known, and to whom (`behaviour.md 3.5`, `product.md 7`). What is not here makes nothing known. */
export const rows: { readonly [T in EventType]?: Row<T> } = {
  MessageSent: { tells: () => [tell(0, 'members')], push: pushMessage },
  RoomCreated: {
    tells: () => joined,
    push: (hall, { data, metadata }) => welcome(hall, data.room, [data.owner, ...data.members], metadata.at),
  },
  MemberJoined: {
    tells: ({ application }) => (application === undefined ? joined : [...joined, ...answered]),
    push: (hall, event) => {
      welcome(hall, event.data.room, [event.data.user], event.metadata.at)
      return pushJoinApproval(hall, event)
    },
  },
  MembersInvited: {
    tells: () => joined,
    push: (hall, { data, metadata }) => welcome(hall, data.room, data.users, metadata.at),
  },
  MemberLeft: { tells: () => gone, push: (hall, { data }) => dismiss(hall, data.room, [data.user]) },
  MembersKicked: { tells: () => gone, push: (hall, { data }) => dismiss(hall, data.room, data.users) },
  JoinRequested: { tells: () => applied, push: pushJoinRequest },
  JoinRefused: { tells: () => answered, push: pushJoinRefusal },
  FriendRequested: { tells: () => asked, push: pushFriendRequest },
  FriendAccepted: { tells: () => asked, push: pushFriendAnswer(ACCEPTED) },
  FriendRefused: { tells: () => asked, push: pushFriendAnswer(REFUSED) },
  FriendRemoved: { tells: () => [tell(32, 'both friends')], push: pushFriendRemoval },
  GroupCreated: { tells: () => [tell(7, 'everybody')], push: pushGroupOpened },
  GroupOpened: { tells: () => [tell(7, 'everybody')], push: pushGroupOpened },
  GroupClosed: { tells: () => [tell(4, 'everybody')], push: pushGroupClosed },
  GroupDeleted: { tells: () => [tell(5, 'everybody')], push: pushGroupDeleted },
  MessageRecalled: { tells: () => [tell(10, 'older clients in the conversation')], push: pushRemoval },
  MessageDeleted: { tells: () => [tell(10, 'older clients in the conversation')], push: pushRemoval },
  UserMuted: { tells: () => [tell(3, 'who was muted')], push: pushMute },
  SignedIn: {
    tells: ({ takesOver }) => (takesOver === undefined ? [] : [tell(SIGNED_IN_ELSEWHERE, 'the session taken over')]),
    push: takeOver,
  },
  SignedOut: {
    tells: () => [tell(SIGNED_OUT, 'the session signed out')],
    push: (hall, { data }) => signOut(hall, data.user, [data.session]),
  },
  SessionsRevoked: {
    tells: () => [tell(SIGNED_OUT, 'the session signed out')],
    push: (hall, { data }) => signOut(hall, data.user, data.sessions),
  },
}

/** Senders whose names the frames of these events show. */
const sendersOf = (hall: Hall, events: readonly Recorded<AnyEvent>[]): Set<Id> => {
  const senders = new Set<Id>()
  for (const event of events)
    if (event.type === 'MessageSent' && event.data.kind !== NOTICE && !hall.profiles.knows(event.data.sender))
      if (isHeard(hall, event.data)) senders.add(event.data.sender)
  return senders
}

const failed = ({ log }: Hall, { type, position }: Recorded<AnyEvent>, error: unknown): void =>
  log.error({ err: error, type, position }, 'an event could not be pushed')

const pushOne = async (hall: Hall, event: Recorded<AnyEvent>): Promise<void> => {
  try {
    await (rows[event.type] as Row<EventType>).push(hall, event)
  } catch (error) {
    failed(hall, event, error)
  }
}

/** As pushOne, without waiting: what is frequent needs nothing that would have to be read. */
const pushPrompt = (hall: Hall, event: RecordedOf<'MessageSent'>): void => {
  try {
    void pushMessage(hall, event)
  } catch (error) {
    failed(hall, event, error)
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
    if (isPrompt(event)) pushPrompt(hall, event)
    else if (rows[event.type]) await pushOne(hall, event)
    hall.audience.position = event.position
  }
  hall.outbox.flush()
  hall.measures.tell()
}
