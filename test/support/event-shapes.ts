import { z } from 'zod'
import type { EventType } from '../../src/domain/events.js'

// Written from `wire-api.zh.md`, `product.md 6` and `DESIGN.md 3`, apart from what the product checks with.

const UNCLEAN = /[\p{Cs}\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/u
const isClean = (text: string): boolean => !UNCLEAN.test(text)
/** So many code points, none of them a control character or half of a pair. */
const text = (least: number, most: number) =>
  z.string().refine((value) => isClean(value) && [...value].length >= least && [...value].length <= most)
const trimmed = (least: number, most: number) => text(least, most).refine((value) => value === value.trim())
const id = z.string().refine((value) => /^(0|[1-9]\d{0,15})$/.test(value) && Number.isSafeInteger(Number(value)))
const ids = z.array(id).refine((list) => new Set(list).size === list.length)
const whole = z.int().min(0)
const oneOrTwo = z.literal([1, 2])
const url = z.string().refine((value) => isClean(value) && value.length <= 2048 && /^https?:\/\//i.test(value))
const avatar = z.union([z.literal(''), url])
const conversation = z
  .string()
  .refine((value) => /^((room|group)_\d+|friend_\d+_\d+)$/.test(value))
  .refine(([...value]) => value.length < 50)

const holdsNothingUnclean = (value: unknown): boolean => {
  if (typeof value === 'string') return isClean(value)
  if (typeof value === 'number') return Number.isFinite(value)
  if (typeof value !== 'object' || value === null) return true
  return Object.entries(value).every(([key, part]) => key !== '__proto__' && isClean(key) && holdsNothingUnclean(part))
}
const anything = z.unknown().refine(holdsNothingUnclean)
const sized = z.number().positive()
const recording = z.looseObject({ mediaUrl: url, time: z.number().min(0) })
/** `msg` of each kind of message. */
const contents = [
  z.looseObject({ content: text(1, 500) }),
  z.looseObject({ content: text(1, 6000) }),
  recording,
  z.looseObject({ imageUrl: url, width: sized, height: sized }),
  z.never(),
  recording,
  z.strictObject({}),
] as const

const operator = { operator: id }
const target = { ...operator, target: id }
const about = (type: number, fields: z.core.$ZodShape) => z.strictObject({ type: z.literal(type), ...fields })
const notice = z.union([
  about(1, { ...operator, logId: id, sender: id, level: whole.max(3) }),
  ...[2, 3, 5, 6].map((type) => about(type, operator)),
  ...[4, 7, 8, 9, 10, 13].map((type) => about(type, target)),
  about(17, { ...operator, users: ids }),
])

const removal = {
  ...{ conversation, logId: id, msgId: text(0, 128), ordinal: whole, sender: id, by: id },
  ...{ lastLogId: id, lastOrdinal: whole },
}
const from = {
  ...{ user: id, session: id, device: z.enum(['Android', 'iOS', 'Web', 'PC']), deviceName: trimmed(0, 100) },
  ...{ generation: z.literal([18, 20]), address: text(1, 45) },
}
const request = { request: id, applicant: id, target: id }
const pair = { by: id, other: id }
const reason = trimmed(0, 255)
const operators = { reason: reason.optional() }

const shapes: { readonly [T in EventType]: z.core.$ZodShape } = {
  UserRegistered: {
    ...{ user: id, markId: z.string().regex(/^\d{9}$/), name: trimmed(1, 20), avatar: z.literal('') },
    ...{ phone: text(1, 200), secret: z.strictObject({ password: z.string().startsWith('$argon2id$') }) },
  },
  UserRenamed: { user: id, name: trimmed(1, 20) },
  AvatarChanged: { user: id, avatar: url },
  LevelChanged: { user: id, level: z.literal([1, 2, 3]), ...operators },
  UserMuted: { user: id, from: whole, until: whole, reports: whole.optional(), ...operators },
  PhoneReserved: { user: id, markId: z.string() },
  PhoneReleased: { user: id },
  MarkReserved: { kind: z.enum(['user', 'room']), owner: id },
  MarkReleased: { owner: id },
  SignedIn: {
    ...from,
    ...{ way: z.enum(['register', 'password', 'token']), takesOver: id.optional() },
    secret: z.strictObject({ token: z.string().regex(/^[\w-]{43}$/) }).optional(),
  },
  SessionRenewed: from,
  SessionUsed: { user: id, session: id },
  SignedOut: { user: id, session: id },
  SessionsRevoked: { user: id, sessions: ids, ...operators },
  FriendRequested: { ...request, reason, remark: trimmed(0, 20), room: id.optional() },
  FriendRefused: request,
  FriendAccepted: { ...request, remark: trimmed(0, 20), room: id.optional(), crosswise: id.optional() },
  FriendRemoved: pair,
  FriendRemarkSet: { ...pair, remark: trimmed(0, 20) },
  FriendSwitchesSet: { ...pair, noDisturbing: oneOrTwo.optional(), onTop: oneOrTwo.optional() },
  RoomCreated: { room: id, markId: z.string().regex(/^\d{9}$/), name: trimmed(1, 20), avatar, owner: id, members: ids },
  MemberJoined: { room: id, user: id, after: whole, by: id.optional(), application: id.optional() },
  MembersInvited: { room: id, users: ids.min(1), by: id, after: whole },
  MemberLeft: { room: id, user: id },
  MembersKicked: { room: id, users: ids.min(1), by: id },
  JoinRequested: { room: id, application: id, user: id, reason, inviter: id.optional() },
  JoinRefused: { room: id, application: id, user: id, by: id },
  MemberLevelSet: { room: id, user: id, level: oneOrTwo, by: id },
  OwnershipTransferred: { room: id, from: id, to: id },
  PermissionsSet: {
    room: id,
    by: id,
    canAddFriend: oneOrTwo.optional(),
    joinPermission: z.literal([1, 2, 3]).optional(),
  },
  MemberNicknameSet: { room: id, user: id, nickname: trimmed(0, 20) },
  MemberSwitchesSet: { room: id, user: id, noDisturbing: oneOrTwo.optional(), onTop: oneOrTwo.optional() },
  RoomDissolved: { room: id, by: id, members: ids },
  GroupCreated: { group: id, name: trimmed(1, 45), avatar, by: id },
  GroupRenamed: { group: id, name: trimmed(1, 45), by: id },
  GroupAvatarChanged: { group: id, avatar: url, by: id },
  GroupClosed: { group: id, by: id },
  GroupOpened: { group: id, by: id },
  GroupDeleted: { group: id, by: id },
  MessageSent: {
    ...{
      conversation,
      logId: id,
      msgId: text(0, 128),
      ordinal: whole,
      sender: id,
      kind: whole.max(6),
      content: anything,
    },
    ...{ isSnap: oneOrTwo.optional(), ext: anything.optional(), notice: notice.optional() },
    ...{ only: ids.optional(), also: ids.optional() },
  },
  MessageRecalled: { ...removal, level: z.literal([1, 2, 3]) },
  MessageDeleted: removal,
  ReadersMoved: { conversation, moves: z.array(z.strictObject({ from: whole, to: whole, users: ids.min(1) })).min(1) },
  UserReported: { user: id, by: id, conversation, logId: id, number: whole.min(1) },
  PrivateConversationRead: { conversation, ...operators },
  ClockAdvanced: { by: whole, offset: whole },
  RebuildRequested: { name: z.string(), ...operators },
}

const metadata = z.strictObject({
  at: whole.min(1_700_000_000_000),
  actor: z.union([id, z.enum(['operator', 'server'])]).optional(),
  session: id.optional(),
  request: text(1, 600).optional(),
  cause: z.string().optional(),
})

interface Any {
  readonly type: string
  readonly data: object
  readonly metadata: object
}
const strict = new Map(Object.entries(shapes).map(([type, shape]) => [type, z.strictObject(shape)]))

/** What is wrong with the form of an event, of whatever type; undefined where nothing is. */
export const misshapen = ({ type, data, metadata: beside }: Any): string | undefined => {
  const shape = strict.get(type)
  if (!shape) return `${type} is no event`
  const errors = [shape.safeParse(data).error, metadata.safeParse(beside).error]
  if (type === 'MessageSent') {
    const { kind, content } = data as { kind: number; content: unknown }
    errors.push(contents[kind]?.safeParse(content).error)
  }
  const issues = errors.flatMap((error) => error?.issues ?? [])
  return issues.length === 0
    ? undefined
    : `${type}: ${issues.map(({ path, message }) => `${path.join('.')} ${message}`).join(', ')}`
}
