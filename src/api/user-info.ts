import type { Context } from '../commands/context.js'
import { Rejection } from '../domain/decision.js'
import type { Id } from '../domain/ids.js'
import * as User from '../domain/user.js'
import { friends, keyOfFriend } from '../projections/friends.js'
import type { Friend } from '../projections/friends.js'
import { one } from '../projections/models.js'
import type { UserDocument } from '../projections/users.js'
import { users } from '../projections/users.js'
import type { Sealing } from '../services/sealing.js'
import { askerOf } from './rest/asker.js'

/** Nobody has a sex, a company or a proven name here. */
const forAll = ({ id, name, avatar, markId }: UserDocument) => ({ id, name, avatar, mark_id: markId, sex: 0 })

const forStaff = ({ id, level }: UserDocument, mobile: string) => ({
  uid: id,
  account: mobile,
  phone: mobile,
  email: '',
  verified: 2,
  userLevel: level,
  description: '',
  com_id: '',
  position: '',
})

const asFriend = (friend: Friend | undefined) =>
  friend === undefined || friend.deleted
    ? { isFriend: 2 }
    : {
        isFriend: 1,
        noDisturbing: friend.noDisturbing,
        stickyOnTop: friend.onTop,
        remark: friend.remark,
        addTime: friend.addTime,
      }

/**
 * What who asks may see of a user: oneself and everybody for staff, more of friends, the rest of strangers (`behaviour.md 2.1`).
 * @throws Rejection `unknown-user`
 */
export const userInfo = async (context: Context, sealing: Sealing, id: Id): Promise<object> => {
  const { models, kernel } = context
  const me = askerOf(context)
  const [user, friend, asker] = await Promise.all([
    one(models, users, id),
    one(models, friends, keyOfFriend(me, id)),
    kernel.load(User.streamOf(me), User),
  ])
  if (!user) throw new Rejection('unknown-user')
  const more = id === me || User.isStaff(asker) ? forStaff(user, sealing.unseal(user.phone)) : {}
  return { ...forAll(user), ...asFriend(friend), ...more }
}
