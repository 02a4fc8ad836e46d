import { noticeMsg } from '../src/api/notice-wire.js'
import { rows } from '../src/api/socket/push.js'
import { afterNotice } from '../src/api/socket/push-message.js'
import type { Hearer, Telling } from '../src/api/socket/telling.js'
import type { AnyEvent, EventOf, EventType } from '../src/domain/events.js'
import type { NoticeOrder } from '../src/domain/notices.js'
import { noticesOf } from '../src/domain/notices.js'

/** One way that a call goes, and a sample of the event that it leaves: in place of ids stand the words of who hears. */
export interface Call {
  readonly call: string
  readonly event: AnyEvent
}

/** One thing that is heard, in order. */
export interface Heard {
  /** Type of a notice; else `frame` is the number of the frame, or the code of a close. */
  readonly notice?: number
  readonly frame: number
  readonly text?: string
  readonly to: readonly Hearer[]
}

/** What does not matter to who hears is left out of the samples. */
const call = <T extends EventType>(text: string, type: T, data: Partial<EventOf<T>['data']>): Call => ({
  call: text,
  event: { type, data } as unknown as AnyEvent,
})

const room = 'room'
const friends = { applicant: 'X', target: 'Y', request: 'request' }
const application = 'application'
const message = { conversation: 'room_1', by: 'X', logId: '1' }
const group = 'group'

/** Every call that makes something known (`behaviour.md 3.5`), by its name in the document. */
export const calls: readonly Call[] = [
  call('event 0 to a room or friend', 'MessageSent', { kind: 1, conversation: 'room_1' }),
  call('sign-in where the slot is in use', 'SignedIn', { user: 'X', takesOver: 'older' }),
  call('/user/logout', 'SignedOut', { user: 'X' }),
  call('operators: revoke-sessions', 'SessionsRevoked', { user: 'X', sessions: ['session'] }),
  call('/room/create', 'RoomCreated', { room, owner: 'X', members: ['Y'] }),
  call('/room/joinRoomInvite: they join', 'MembersInvited', { room, by: 'X', users: ['Y'] }),
  call('/room/joinRoomInvite: they need approval', 'JoinRequested', { room, user: 'Y', inviter: 'X' }),
  call('/room/joinRoomApply: free', 'MemberJoined', { room, user: 'X' }),
  call('/room/joinRoomApply: needs approval', 'JoinRequested', { room, user: 'X' }),
  call('/room/joinRoomApprove: yes', 'MemberJoined', { room, user: 'X', by: 'Y', application }),
  call('/room/joinRoomApprove: no', 'JoinRefused', { room, user: 'X', by: 'Y', application }),
  call('/room/setLevel: 2', 'MemberLevelSet', { room, user: 'Y', by: 'X', level: 2 }),
  call('/room/setLevel: 1', 'MemberLevelSet', { room, user: 'Y', by: 'X', level: 1 }),
  call('/room/setLevel: 3', 'OwnershipTransferred', { room, from: 'X', to: 'Y' }),
  call('/room/loginOut', 'MemberLeft', { room, user: 'who left' }),
  call('/room/kickOut', 'MembersKicked', { room, users: ['who was kicked'], by: 'X' }),
  call('/room/delete', 'RoomDissolved', { room, by: 'X' }),
  call('/friend/add', 'FriendRequested', friends),
  call('/friend/response: yes', 'FriendAccepted', friends),
  call('/friend/response: yes, from a room', 'FriendAccepted', { ...friends, room }),
  call('/friend/response: no', 'FriendRefused', friends),
  call('/friend/delete', 'FriendRemoved', { by: 'X', other: 'Y' }),
  call('/chat33/RevokeMessage: one’s own', 'MessageRecalled', { ...message, sender: 'X', level: 1 }),
  call('/chat33/RevokeMessage: by a manager', 'MessageRecalled', { ...message, sender: 'Y', level: 2 }),
  call('/chat33/deleteMsg', 'MessageDeleted', { ...message, sender: 'X' }),
  call('/group/addGroup', 'GroupCreated', { group, by: 'X' }),
  call('/group/setStatus: open', 'GroupOpened', { group, by: 'X' }),
  call('/group/setStatus: close', 'GroupClosed', { group, by: 'X' }),
  call('/group/setStatus: delete', 'GroupDeleted', { group, by: 'X' }),
  call('/user/muted', 'UserMuted', { user: 'Y' }),
]

const hearersOf = ({ conversation, managersOnly, also = [] }: NoticeOrder): Hearer[] => {
  if (conversation.startsWith('friend_')) return ['both friends']
  return [managersOnly ? 'owner and managers' : 'members', ...(also as readonly Hearer[])]
}

/** The acting user is X, the other one Y. */
const textOf = ({ sender, notice }: NoticeOrder): string =>
  noticeMsg(notice, (user) => (user === sender ? 'X' : 'Y')).content.trim()

const saidBy = (order: NoticeOrder): readonly Heard[] => {
  const follows: Telling | undefined = afterNotice[order.notice.type]
  const said = { notice: order.notice.type, frame: 0, text: textOf(order), to: hearersOf(order) }
  return follows ? [said, follows] : [said]
}

const isLate = ({ frame }: Telling): boolean => frame === 24

/** What is heard of an event, in order: its frames, then its notices with what follows them; 24 comes up to a second later. */
export const heardOf = (event: AnyEvent): readonly Heard[] => {
  const tells = rows[event.type]?.tells as ((data: AnyEvent['data']) => readonly Telling[]) | undefined
  const told = tells?.(event.data) ?? []
  return [...told.filter((one) => !isLate(one)), ...noticesOf(event).flatMap(saidBy), ...told.filter(isLate)]
}

const shown = ({ notice, frame, text, to }: Heard): string => {
  const hearers = to.join(', ')
  if (notice !== undefined) return `notice ${notice} “${text}” → ${hearers}`
  return frame > 1000 ? `close ${frame} → ${hearers}` : `${frame} → ${hearers}`
}

const row = ({ call: text, event }: Call): string => {
  const heard = heardOf(event).map(shown)
  return `| ${text} | \`${event.type}\` | ${heard.length === 0 ? 'nothing' : heard.join('<br>')} |`
}

const head = `<!-- Generated by npm run docs from src/api/socket/push.ts and src/domain/notices.ts. -->

# Notices and frames

Which call sends which frame and which notice to whom, in this order (between two conversations there is none). Every frame goes to all sockets of a user. A notice is a
frame of event 0 with \`msgType\` 6, and stands in the log of its conversation; X acted, Y is the other one. 24 follows within a
second, one for all that happened meanwhile. What is not in this table sends nothing.

| Call | Event in the log | Who hears what |
| --- | --- | --- |`

/** The whole document, not yet laid out by prettier. */
export const noticesAndFrames = (): string => `${head}\n${calls.map(row).join('\n')}\n`
