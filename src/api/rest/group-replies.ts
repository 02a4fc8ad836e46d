import { z } from 'zod'
import { count, shownAvatar, shownId, shownTime, verified } from './reply-fields.js'

/** Chat rooms (`behaviour.md 2.6`). */

/** What event 7 shows, too. */
export const groupFields = {
  groupId: shownId,
  groupName: z.string(),
  avatar: shownAvatar,
  description: z.literal('').describe('always ""'),
  createTime: shownTime,
  openTime: shownTime,
  closeTime: shownTime,
  status: z.literal([1, 2]).describe('1 open, 2 closed'),
  totalNumber: count,
  userNumber: count,
  visitorNumber: count,
  totalNum: count,
  userNum: count,
  visitorNum: count,
}

export const groupReply = z.strictObject(groupFields).meta({ id: 'ChatRoom' })

export const groupListReply = z.strictObject({ groups: z.array(groupReply) })

const occupant = {
  id: z.string().describe('a user’s id, or what a visitor calls himself'),
  name: z.string(),
  avatar: shownAvatar,
  uid: z.string().describe('"" for a visitor'),
  account: z.string().describe('a masked phone number; of a visitor his id'),
  verified,
  userLevel: z.literal([0, 1, 2]).describe('0 visitor, 1 member, 2 customer service or administrator'),
}

export const groupUsersReply = z.strictObject({
  totalnum: count.describe('of all pages'),
  userList: z.array(z.strictObject({ ...occupant, remark: z.literal('') })),
})

export const groupUserReply = z.strictObject({
  ...occupant,
  mutedTime: shownTime.describe('when the mute began; 0 where there is none'),
  mutedLastTime: count.describe('how long it is in all, ms'),
})

export const groupCountReply = z.strictObject({ totalNumber: count })
