import type { ConversationEvent } from './conversation.js'
import type { Event, Recorded } from './decision.js'
import type { FriendshipEvent } from './friendship.js'
import type { GroupEvent } from './group.js'
import type { OperatorEvent } from './operator.js'
import type { ReservationEvent } from './phone.js'
import type { ReaderEvent } from './reader.js'
import type { ReportEvent } from './report.js'
import type { RoomEvent } from './room.js'
import type { SessionEvent } from './session.js'
import type { UserEvent } from './user.js'

/** Every event there is. Version 2 of a type is named `Type.2`. */
export type AnyEvent =
  | UserEvent
  | ReservationEvent
  | SessionEvent
  | FriendshipEvent
  | RoomEvent
  | GroupEvent
  | ConversationEvent
  | ReaderEvent
  | ReportEvent
  | OperatorEvent

export type EventType = AnyEvent['type']
export type EventOf<T extends EventType> = Extract<AnyEvent, { type: T }>
export type RecordedOf<T extends EventType> = Recorded<EventOf<T>>

/** Brings an event as it was stored to the newest version of its type. There are no older versions yet. */
export const upcast = (event: Recorded<Event>): Recorded<AnyEvent> => event as Recorded<AnyEvent>

/** Which fields of an event are personal, and whose: the field that names the person. Exports and erasure work from it. */
export const personal: { readonly [T in EventType]?: Readonly<Record<string, string>> } = {
  UserRegistered: { name: 'user', avatar: 'user', phone: 'user' },
  UserRenamed: { name: 'user' },
  AvatarChanged: { avatar: 'user' },
  LevelChanged: { reason: 'user' },
  UserMuted: { reason: 'user' },
  SignedIn: { address: 'user', deviceName: 'user' },
  SessionRenewed: { address: 'user', deviceName: 'user' },
  SessionsRevoked: { reason: 'user' },
  FriendRequested: { reason: 'applicant', remark: 'applicant' },
  FriendAccepted: { remark: 'applicant' },
  FriendRemarkSet: { remark: 'by' },
  RoomCreated: { name: 'owner', avatar: 'owner' },
  GroupCreated: { name: 'by', avatar: 'by' },
  GroupRenamed: { name: 'by' },
  GroupAvatarChanged: { avatar: 'by' },
  JoinRequested: { reason: 'user' },
  MemberNicknameSet: { nickname: 'user' },
  MessageSent: { content: 'sender', ext: 'sender' },
}
