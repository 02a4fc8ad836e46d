import type { Context } from '../../commands/context.js'
import type { Time } from '../../domain/decision.js'
import { Rejection } from '../../domain/decision.js'
import * as Friendship from '../../domain/friendship.js'
import type { Id } from '../../domain/ids.js'
import { friendConversation } from '../../domain/ids.js'
import { requestsTo } from '../../projections/application-list.js'
import type { Friend } from '../../projections/friends.js'
import { friends, friendsChangedSince, friendsOf, keyOfFriend } from '../../projections/friends.js'
import { one } from '../../projections/models.js'
import { users } from '../../projections/users.js'
import { chatLog } from '../chat-log.js'
import type { Profile } from '../message-wire.js'
import { friendLogItem, loadNames, loadProfiles } from '../message-wire.js'
import { unreadOf } from '../unread.js'

/** `/friend/requestList` has no pages. */
const MOST_REQUESTS = 500

/** `commonlyUsed` is always 1: no rule sets 2 (`behaviour.md 5.8`). */
const friendItem = (friend: Friend, profile: Profile | undefined) => ({
  addTime: friend.addTime,
  id: friend.friendId,
  name: profile?.name ?? '',
  avatar: profile?.avatar ?? '',
  position: '',
  remark: friend.remark,
  noDisturbing: friend.noDisturbing,
  commonlyUsed: 1,
  onTop: friend.onTop,
  isDelete: friend.deleted ? 2 : 1,
})

/** `behaviour.md 5.8`; type 2, frequently used ones, has none. */
export const friendList = async (
  { models }: Context,
  user: Id,
  { type, time }: { type: 1 | 2 | 3; time: Time },
): Promise<object> => {
  if (type === 2) return { userList: [] }
  const found = time === 0 ? await friendsOf(models, user) : await friendsChangedSince(models, user, time)
  const profiles = await loadProfiles(
    models,
    found.map(({ friendId }) => friendId),
  )
  return { userList: found.map((friend) => friendItem(friend, profiles.get(friend.friendId))) }
}

/** Newest first, `time` as a text (`behaviour.md 2.2`). */
export const requestList = async ({ models }: Context, user: Id): Promise<object> => {
  const requests = await requestsTo(models, user, MOST_REQUESTS)
  const profiles = await loadProfiles(
    models,
    requests.map(({ applicant }) => applicant),
  )
  return requests.map(({ applicant, reason, status, at }) => ({
    id: applicant,
    username: profiles.get(applicant)?.name ?? '',
    avatar: profiles.get(applicant)?.avatar ?? '',
    sex: '',
    reason,
    status,
    time: String(at),
  }))
}

/** Current friends with unread messages; a sender is named by his remark, where he has one (`behaviour.md 4.7`). */
export const unreadFriends = async (context: Context, user: Id): Promise<object> => {
  const own = await friendsOf(context.models, user)
  const byConversation = new Map(own.map((friend) => [friendConversation(user, friend.friendId), friend]))
  const unread = await unreadOf(context, user, [...byConversation.keys()])
  const names = await loadNames(
    context.models,
    unread.map(({ last }) => last),
  )
  return {
    infos: unread.map(({ conversation, number, last }) => {
      const { friendId = '', remark = '' } = byConversation.get(conversation) ?? {}
      const item = friendLogItem(last, names, { id: user, remark })
      const nickname = item.remark === '' ? {} : { nickname: item.remark }
      return { id: friendId, number, lastLog: { ...item, senderInfo: { ...item.senderInfo, ...nickname } } }
    }),
  }
}

/** The log with a friend (`behaviour.md 4.6`); rejects with `is-oneself`, `unknown-user`, `not-friends`. */
export const friendLog = async (
  context: Context,
  user: Id,
  other: Id,
  page: { startId?: string | undefined; number: number },
): Promise<object> => {
  Friendship.mustBeAnother(user, other)
  if (!(await one(context.models, users, other))) throw new Rejection('unknown-user')
  const friend = await one(context.models, friends, keyOfFriend(user, other))
  if (!friend || friend.deleted) throw new Rejection('not-friends')
  const reader = { id: user, remark: friend.remark }
  return chatLog(context, user, {
    ...page,
    conversation: friendConversation(user, other),
    item: (message, names) => friendLogItem(message, names, reader),
  })
}
