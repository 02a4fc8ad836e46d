import type { Kind, Message } from '../domain/conversation.js'
import type { Time } from '../domain/decision.js'
import type { ConversationId, Id } from '../domain/ids.js'
import { placeOf } from '../domain/ids.js'
import type { Models } from '../projections/models.js'
import { members } from '../projections/members.js'
import { users } from '../projections/users.js'
import { namedIn, noticeMsg } from './notice-wire.js'

/** A message and when it was said: an event's data with its `at`, or a document of `messages`. */
export type Said = Message & { readonly at: Time }

export interface Profile {
  readonly name: string
  readonly avatar: string
}

/** What is known of the people in a list of messages. Who is not known has the name and avatar "". */
export interface Names {
  readonly profiles: Pick<ReadonlyMap<Id, Profile>, 'get'>
  /** `room/user` → nickname in the room, where there is one. */
  readonly nicknames: Pick<ReadonlyMap<string, string>, 'get'>
}

const nobody: Profile = { name: '', avatar: '' }
const profileOf = ({ profiles }: Names, user: Id): Profile => profiles.get(user) ?? nobody

const FRIEND = 'friend_'

/** 1 chat room, 2 room, 3 friend (`wire-api.zh.md`, event 0). */
const channelTypeOf = (conversation: ConversationId): 1 | 2 | 3 => {
  if (conversation.startsWith('room_')) return 2
  return conversation.startsWith(FRIEND) ? 3 : 1
}

/** The room, or in a friend conversation the other one of the two. */
const targetOf = ({ conversation, sender }: Message): Id => {
  if (!conversation.startsWith(FRIEND)) return conversation.slice(conversation.indexOf('_') + 1)
  const [first, second = ''] = conversation.slice(FRIEND.length).split('_')
  return first === sender || first === undefined ? second : first
}

const msgOf = ({ conversation, notice, content }: Message, names: Names): object => {
  if (notice === undefined) return content
  const place = placeOf(conversation)
  const room = place.kind === 'room' ? place.room : ''
  return noticeMsg(notice, (user) => names.nicknames.get(`${room}/${user}`) ?? profileOf(names, user).name)
}

const extrasOf = ({ isSnap, ext }: Message): object => ({
  ...(isSnap === undefined ? {} : { isSnap }),
  ...(ext === undefined ? {} : { ext }),
})

/** The frame of event 0, as everybody gets it (`behaviour.md 4.1`). `at`: when it was said, ms. */
export const messageFrame = (message: Message, at: Time, names: Names): object => {
  const { name: nickname, avatar } = profileOf(names, message.sender)
  const frame = {
    eventType: 0,
    msgId: message.msgId,
    channelType: channelTypeOf(message.conversation),
    fromId: message.sender,
    targetId: targetOf(message),
    msgType: message.kind,
    msg: msgOf(message, names),
    datetime: at,
    logId: message.logId,
    senderInfo: { nickname, avatar },
  }
  return message.isSnap === undefined && message.ext === undefined ? frame : { ...frame, ...extrasOf(message) }
}

/** What a chat log holds of a message: the frame without `eventType`. */
export interface LogItem {
  readonly logId: Id
  readonly msgId: string
  readonly channelType: 1 | 2 | 3
  readonly fromId: Id
  readonly targetId: Id
  readonly msgType: Kind
  readonly msg: object
  readonly datetime: Time
  readonly senderInfo: object
}

/** An item of the log of a room or chat room (`behaviour.md 4.6`). */
export const logItem = (message: Said, names: Names): LogItem => {
  const { eventType: _, ...item } = messageFrame(message, message.at, names) as LogItem & { eventType: 0 }
  return item
}

/** An item of a friend's log: `remark` is what the reader calls his friend, shown on the friend's messages, "" on his own. */
export const friendLogItem = (
  message: Said,
  names: Names,
  reader: { readonly id: Id; readonly remark: string },
): LogItem & { readonly remark: string } => {
  const { name, avatar } = profileOf(names, message.sender)
  const remark = message.sender === reader.id ? '' : reader.remark
  return { ...logItem(message, names), senderInfo: { name, nickname: name, avatar, remark }, remark }
}

/** Whose profiles these messages show, and in notices of rooms whose nicknames (keys of `members`). */
export const namesIn = (messages: readonly Message[]): { readonly users: Set<Id>; readonly nicknames: Set<string> } => {
  const wanted = { users: new Set<Id>(), nicknames: new Set<string>() }
  for (const { sender, notice, conversation } of messages) {
    wanted.users.add(sender)
    if (notice === undefined) continue
    const place = placeOf(conversation)
    for (const user of namedIn(notice)) {
      wanted.users.add(user)
      if (place.kind === 'room') wanted.nicknames.add(`${place.room}/${user}`)
    }
  }
  return wanted
}

/** Profiles of these users as of now, in one batched get. */
export const loadProfiles = async (models: Models, ids: readonly Id[]): Promise<Map<Id, Profile>> => {
  const found = ids.length === 0 ? [] : await models.get(users, ids)
  const profiles = new Map<Id, Profile>()
  for (const user of found) if (user) profiles.set(user.id, { name: user.name, avatar: user.avatar })
  return profiles
}

/** Nicknames in rooms by key of `members`, in one batched get. */
const loadNicknames = async (models: Models, keys: readonly string[]): Promise<Map<string, string>> => {
  const found = keys.length === 0 ? [] : await models.get(members, keys)
  const nicknames = new Map<string, string>()
  for (const member of found)
    if (member && member.nickname !== '') nicknames.set(`${member.roomId}/${member.userId}`, member.nickname)
  return nicknames
}

/** All names that these messages show, as of now: one batched get per collection. */
export const loadNames = async (models: Models, messages: readonly Message[]): Promise<Names> => {
  const wanted = namesIn(messages)
  const [profiles, nicknames] = await Promise.all([
    loadProfiles(models, [...wanted.users]),
    loadNicknames(models, [...wanted.nicknames]),
  ])
  return { profiles, nicknames }
}
