import { z } from 'zod'
import { alwaysEmpty, commonlyUsed, nextId, count, onOrOff, shownAvatar, shownId, shownTime } from './reply-fields.js'

/** Friends, requests and applications (`behaviour.md 2.2, 5.8`). */

const friend = z
  .strictObject({
    addTime: shownTime,
    id: shownId,
    name: z.string(),
    avatar: shownAvatar,
    position: alwaysEmpty,
    remark: z.string(),
    noDisturbing: onOrOff,
    commonlyUsed,
    onTop: onOrOff,
    isDelete: z.literal([1, 2]).describe('1 no, 2 yes'),
  })
  .meta({ id: 'Friend' })

export const friendListReply = z.strictObject({ userList: z.array(friend) })

const status = z.literal([1, 2, 3]).describe('1 waiting, 2 refused, 3 accepted')

export const requestListReply = z.array(
  z.strictObject({
    id: shownId.describe('who asks'),
    username: z.string(),
    avatar: shownAvatar,
    sex: alwaysEmpty,
    reason: z.string(),
    status,
    time: z.string().regex(/^\d+$/).describe('ms since 1970'),
  }),
)

export const party = z.strictObject({ id: shownId, name: z.string(), avatar: shownAvatar, position: alwaysEmpty })

/** What frames 23 and 31 show, too. */
export const applicationFields = {
  senderInfo: party.describe('who applies'),
  receiveInfo: party.describe('the room or user'),
  id: shownId,
  type: z.literal([1, 2]).describe('1 to a room, 2 to a user'),
  applyReason: z.string(),
  status,
  datetime: shownTime,
}

export const applyListReply = z.strictObject({
  applyList: z.array(z.strictObject(applicationFields).meta({ id: 'Application' })).describe('newest first'),
  totalNumber: count,
  nextId,
})
