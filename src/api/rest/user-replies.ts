import { z } from 'zod'
import { alwaysEmpty, onOrOff, shownAvatar, shownId, shownTime, verified } from './reply-fields.js'
import { openly } from './room-replies.js'

/** Replies to signing in, and what is shown of users (`behaviour.md 1.3, 2.1, 2.2`). */

export const signedIn = z
  .strictObject({
    id: shownId,
    uid: shownId,
    account: z.string().describe('the phone number'),
    verified,
    username: z.string(),
    avatar: shownAvatar,
    user_level: z.literal([1, 2]).describe('1 member, 2 customer service or administrator'),
    token: z.string().optional().describe('for FZM-AUTH-TOKEN; /user/tokenLogin gives none'),
  })
  .meta({ id: 'SignedIn' })

export const isRegisteredReply = z.strictObject({ zb_uid: shownId.describe('the user’s id; "0" for nobody') })

const forStaff = {
  uid: shownId,
  account: z.string(),
  phone: z.string(),
  email: alwaysEmpty,
  verified,
  userLevel: z.literal([1, 2, 3]),
  description: alwaysEmpty,
  com_id: alwaysEmpty,
}

/** `position` and the fields of staff are for staff and oneself, those of friends for friends. */
const userFields = {
  id: shownId,
  name: z.string(),
  avatar: shownAvatar,
  mark_id: z.string().describe('what /chat33/search finds a user by'),
  sex: z.literal(0),
  isFriend: z.literal([1, 2]).describe('1 yes, 2 no'),
  noDisturbing: onOrOff.optional(),
  stickyOnTop: onOrOff.optional(),
  remark: z.string().optional().describe('what one calls a friend'),
  addTime: shownTime.optional(),
  position: alwaysEmpty.optional(),
  ...z.strictObject(forStaff).partial().shape,
}

export const userInfoReply = z.strictObject(userFields).meta({
  id: 'User',
  description: 'Fields of friends are there for friends, those from uid on for oneself and staff.',
})

const nobody = z.strictObject({})

export const searchReply = z.union([
  z.strictObject({ type: z.literal(1), roomInfo: z.strictObject(openly), userInfo: nobody }).describe('a room'),
  z.strictObject({ type: z.literal(2), roomInfo: nobody, userInfo: userInfoReply }).describe('a user'),
  nobody.describe('nothing of this name'),
])

export const permissionReply = z.strictObject({
  permissionList: z.array(z.strictObject({ permissionId: z.int(), permissionName: z.string() })),
})
