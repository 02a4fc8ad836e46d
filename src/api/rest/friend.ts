import { z } from 'zod'
import type { Context } from '../../commands/context.js'
import * as friendship from '../../commands/friendship.js'
import { isId } from '../../domain/ids.js'
import { requestsTo } from '../../projections/application-list.js'
import type { Friend } from '../../projections/friends.js'
import { friendsChangedSince, friendsOf } from '../../projections/friends.js'
import { id, oneOrTwo, oneToThree, optionalText, reason, remark, time } from '../fields.js'
import type { Profile } from '../message-wire.js'
import { loadProfiles } from '../message-wire.js'
import { askerOf } from './asker.js'
import { route } from './route.js'

/** `/friend/requestList` has no pages. */
const MOST_REQUESTS = 500

/** "" and "0" mean no room (`product.md 7`). */
const room = z
  .union([z.string(), z.number()], { error: 'must be an id' })
  .transform(String)
  .refine((text) => text === '' || isId(text), 'must be an id')
  .transform((text) => (text === '' || text === '0' ? {} : { room: text }))
  .default({})

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
const list = async (context: Context, { type, time }: { type: 1 | 2 | 3; time: number }) => {
  const { models } = context
  const me = askerOf(context)
  if (type === 2) return { userList: [] }
  const found = time === 0 ? await friendsOf(models, me) : await friendsChangedSince(models, me, time)
  const profiles = await loadProfiles(
    models,
    found.map(({ friendId }) => friendId),
  )
  return { userList: found.map((friend) => friendItem(friend, profiles.get(friend.friendId))) }
}

/** Newest first, `time` as a text (`behaviour.md 2.2`). */
const requestList = async (context: Context) => {
  const requests = await requestsTo(context.models, askerOf(context), MOST_REQUESTS)
  const profiles = await loadProfiles(
    context.models,
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

export const friendRoutes = [
  route(
    '/friend/add',
    'user',
    z.object({ id, remark: optionalText(20), reason, roomId: room }),
    (context, { id: other, remark, reason, roomId }) =>
      friendship.requestFriend(context, { by: askerOf(context), other, remark, reason, ...roomId }),
  ),
  route('/friend/response', 'user', z.object({ id, agree: oneOrTwo }), (context, { id: other, agree }) =>
    friendship.respondFriend(context, { by: askerOf(context), other, agree: agree === 1 }),
  ),
  route('/friend/requestList', 'user', z.object({}), requestList),
  route('/friend/list', 'user', z.object({ type: oneToThree, time: time.default(0) }), list),
  route('/friend/delete', 'user', z.object({ id }), (context, { id: other }) =>
    friendship.removeFriend(context, { by: askerOf(context), other }),
  ),
  route('/friend/setRemark', 'user', z.object({ id, remark }), (context, { id: other, remark }) =>
    friendship.setRemark(context, { by: askerOf(context), other, remark }),
  ),
  route(
    '/friend/setNoDisturbing',
    'user',
    z.object({ id, setNoDisturbing: oneOrTwo }),
    (context, { id: other, setNoDisturbing: noDisturbing }) =>
      friendship.setSwitches(context, { by: askerOf(context), other, noDisturbing }),
  ),
  route(
    '/friend/stickyOnTop',
    'user',
    z.object({ id, stickyOnTop: oneOrTwo }),
    (context, { id: other, stickyOnTop: onTop }) =>
      friendship.setSwitches(context, { by: askerOf(context), other, onTop }),
  ),
]
