import type { Decision } from '../domain/decision.js'
import { Rejection } from '../domain/decision.js'
import * as Conversation from '../domain/conversation.js'
import type { Id } from '../domain/ids.js'
import { roomConversation } from '../domain/ids.js'
import type { RoomEvent } from '../domain/room.js'
import * as Room from '../domain/room.js'
import * as User from '../domain/user.js'
import type { Context } from './context.js'
import { announce } from './conversation.js'
import type { Facts, Outcome } from './handle.js'
import { keyOfRoom } from './keys.js'
import { drawMark } from './mark.js'
import { newId, perform, takenAway } from './perform.js'

type Rule = Decision<RoomEvent, Room.Room>

const step = (room: Id, decide: (facts: Facts) => Rule) => ({
  key: keyOfRoom(room),
  stream: Room.streamOf(room),
  aggregate: Room,
  decide,
})

const onRoom = (context: Context, room: Id, decide: (facts: Facts) => Rule): Promise<Outcome<RoomEvent>> =>
  perform(context, step(room, decide))

/** As onRoom, for what lets people in: who comes counts from the last message on (`after`), whoever has sent it. Then says its notices. */
const letIn = async (context: Context, room: Id, decide: (facts: Facts) => Rule): Promise<Outcome<RoomEvent>> => {
  const outcome = await perform(context, {
    ...step(room, decide),
    fresh: [Conversation.streamOf(roomConversation(room))],
  })
  await announce(context, outcome.events)
  return outcome
}

/** As onRoom, for what takes a right away: says its notices, and waits for what was decided before (G6). */
const takeRightAway = async (context: Context, room: Id, decide: (facts: Facts) => Rule): Promise<void> => {
  await announce(context, (await onRoom(context, room, decide)).events)
  await takenAway(context)
}

const lastOrdinal = (facts: Facts, room: Id): number =>
  facts(Conversation.streamOf(roomConversation(room)), Conversation).lastOrdinal

const mustExist = (facts: Facts, users: readonly Id[]): void => {
  for (const user of users)
    if (!User.exists(facts(User.streamOf(user), User))) throw new Rejection('unknown-user', user)
}

/** A user, who may have been registered in another process just now. */
const knownUser = async ({ kernel }: Context, user: Id): Promise<Readonly<User.User>> => {
  const known = await kernel.load(User.streamOf(user), User)
  return User.exists(known) ? known : kernel.fresh(User.streamOf(user), User)
}

const LONGEST_NAME = 20
const CUT_NAME = 16

/** `behaviour.md 5.3`: the names of creator and members joined by 、, cut where that is too long. */
const defaultName = (names: readonly string[]): string => {
  const [creator = ''] = names
  const joined = [...(names.length === 1 ? `${creator}创建的群聊` : names.join('、'))]
  return joined.length > LONGEST_NAME ? `${joined.slice(0, CUT_NAME).join('')}...等` : joined.join('')
}

/** Creates a room with these members; "" as a name gives one made of theirs. Its id. */
export const createRoom = async (
  context: Context,
  { by, users, name, avatar }: { by: Id; users: readonly Id[]; name: string; avatar: string },
): Promise<Id> => {
  const members = [...new Set(users)].filter((user) => user !== by)
  if (members.length + 1 > context.limits.maxRoomMembers) throw new Rejection('room-full')
  const people = await Promise.all([by, ...members].map((user) => knownUser(context, user)))
  const stranger = people.findIndex((user) => !User.exists(user))
  if (stranger >= 0) throw new Rejection('unknown-user', members[stranger - 1])
  const room = newId(context, 'room')
  const known = await context.kernel.load(Room.streamOf(room), Room)
  const markId = known.id === '' ? await drawMark(context, 'room', room) : ''
  const { events } = await onRoom(context, room, () =>
    Room.create(
      { room, markId, name: name || defaultName(people.map((user) => user.name)), avatar, owner: by, members },
      context.limits.maxRoomMembers,
    ),
  )
  await announce(context, events)
  return room
}

/** Joins where joining is free, else applies (`behaviour.md 5.5`). */
export const applyJoinRoom = async (
  context: Context,
  { by: user, room, reason }: { by: Id; room: Id; reason: string },
): Promise<void> => {
  const application = newId(context, 'application')
  const limit = context.limits.maxRoomMembers
  await letIn(context, room, (facts) =>
    Room.apply({ user, reason, application, after: lastOrdinal(facts, room), limit }),
  )
}

/** Whether they joined at once (`behaviour.md 5.4`); somebody unknown: nobody is invited. */
export const inviteToRoom = async (
  context: Context,
  { by, room, users }: { by: Id; room: Id; users: readonly Id[] },
): Promise<boolean> => {
  const applications = new Map(users.map((user) => [user, newId(context, `application of ${user}`)]))
  const limit = context.limits.maxRoomMembers
  await Promise.all(users.map((user) => context.kernel.load(User.streamOf(user), User)))
  const { events } = await letIn(context, room, (facts) => (state) => {
    const invite = Room.invite({ by, users, applications, after: lastOrdinal(facts, room), limit })
    const decided = invite(state)
    mustExist(facts, users)
    return decided
  })
  return !events.some(({ type }) => type === 'JoinRequested')
}

/** Accepts or refuses an application (`behaviour.md 5.6`). */
export const approveJoinRoom = async (
  context: Context,
  { by, room, user, agree }: { by: Id; room: Id; user: Id; agree: boolean },
): Promise<void> => {
  const limit = context.limits.maxRoomMembers
  await letIn(context, room, (facts) => Room.answer({ by, user, agree, after: lastOrdinal(facts, room), limit }))
}

export const leaveRoom = (context: Context, { by, room }: { by: Id; room: Id }): Promise<void> =>
  takeRightAway(context, room, () => Room.leave(by))

export const kickFromRoom = (
  context: Context,
  { by, room, users }: { by: Id; room: Id; users: readonly Id[] },
): Promise<void> => takeRightAway(context, room, () => Room.kick(by, users))

export const setMemberLevel = (
  context: Context,
  { by, room, user, level }: { by: Id; room: Id; user: Id; level: 1 | 2 | 3 },
): Promise<void> => takeRightAway(context, room, () => Room.setLevel(by, user, level))

export const dissolveRoom = (context: Context, { by, room }: { by: Id; room: Id }): Promise<void> =>
  takeRightAway(context, room, () => Room.dissolve(by))

export const setRoomPermissions = async (
  context: Context,
  { by, room, ...wanted }: { by: Id; room: Id; canAddFriend?: 1 | 2; joinPermission?: 1 | 2 | 3 },
): Promise<void> => {
  await onRoom(context, room, () => Room.setPermissions(by, wanted))
}

export const setMemberNickname = async (
  context: Context,
  { by, room, nickname }: { by: Id; room: Id; nickname: string },
): Promise<void> => {
  await onRoom(context, room, () => Room.setNickname(by, nickname))
}

export const setMemberSwitches = async (
  context: Context,
  { by, room, ...wanted }: { by: Id; room: Id; noDisturbing?: 1 | 2; onTop?: 1 | 2 },
): Promise<void> => {
  await onRoom(context, room, () => Room.setSwitches(by, wanted))
}
