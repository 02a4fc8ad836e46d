import type { Notice } from './conversation.js'
import type { AnyEvent, EventOf, EventType } from './events.js'
import type { ConversationId, Id } from './ids.js'
import { friendConversation, roomConversation } from './ids.js'

/** A notice that an event leaves to be said, as step two (`behaviour.md 3.5, 4.5`). */
export interface NoticeOrder {
  readonly conversation: ConversationId
  /** Who acted. */
  readonly sender: Id
  readonly notice: Notice
  /** Only the owner, the managers and those of `also` get it. */
  readonly managersOnly?: true
  /** These get it too, though they are no members any more. */
  readonly also?: readonly Id[]
}

type Orders = { readonly [T in EventType]?: (data: EventOf<T>['data']) => readonly NoticeOrder[] }

const inRoom = (room: Id, sender: Id, notice: Notice): NoticeOrder => ({
  conversation: roomConversation(room),
  sender,
  notice,
})

const orders: Orders = {
  RoomCreated: ({ room, owner }) => [inRoom(room, owner, { type: 2, operator: owner })],
  MemberJoined: ({ room, user }) => [inRoom(room, user, { type: 5, operator: user })],
  MembersInvited: ({ room, by, users }) => [inRoom(room, by, { type: 17, operator: by, users })],
  MemberLeft: ({ room, user }) => [
    { ...inRoom(room, user, { type: 3, operator: user }), managersOnly: true, also: [user] },
  ],
  MembersKicked: ({ room, by, users }) =>
    users.map((target) => ({ ...inRoom(room, by, { type: 4, operator: by, target }), also: [target] })),
  MemberLevelSet: ({ room, by, user, level }) =>
    level === 2 ? [inRoom(room, by, { type: 10, operator: by, target: user })] : [],
  OwnershipTransferred: ({ room, from, to }) => [inRoom(room, from, { type: 9, operator: from, target: to })],
  RoomDissolved: ({ room, by }) => [inRoom(room, by, { type: 6, operator: by })],
  FriendAccepted: ({ applicant, target, room }) => [
    {
      conversation: friendConversation(applicant, target),
      sender: target,
      notice: { type: 13, operator: target, target: applicant },
    },
    ...(room === undefined ? [] : [inRoom(room, applicant, { type: 7, operator: applicant, target })]),
  ],
  MessageRecalled: ({ conversation, by, logId, sender, level }) => [
    { conversation, sender: by, notice: { type: 1, operator: by, logId, sender, level } },
  ],
  FriendRemoved: ({ by, other }) => [
    { conversation: friendConversation(by, other), sender: by, notice: { type: 8, operator: by, target: other } },
  ],
}

/** What is to be said of an event, in order. */
export const noticesOf = (event: AnyEvent): readonly NoticeOrder[] => {
  const order = orders[event.type] as ((data: AnyEvent['data']) => readonly NoticeOrder[]) | undefined
  return order?.(event.data) ?? []
}

/** A notice's `msgId`: its cause's event id with an index. */
export const noticeId = (cause: string, index: number): string => `${cause}#${index}`
export const causeOf = (msgId: string): string => msgId.slice(0, msgId.indexOf('#'))
