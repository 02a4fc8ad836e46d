import { z } from 'zod'
import { commonlyUsed, count, onOrOff, shownAvatar, shownId } from './reply-fields.js'

/** Rooms and their members (`behaviour.md 2.4`). */

const memberLevel = z.literal([1, 2, 3]).describe('1 member, 2 manager, 3 owner')

export const member = z
  .strictObject({
    id: shownId,
    nickname: z.string().describe('the user’s name'),
    roomNickname: z.string().describe('his nickname in the room, else his name'),
    avatar: shownAvatar,
    memberLevel,
  })
  .meta({ id: 'Member' })

export const memberListReply = z.strictObject({ userList: z.array(member).describe('owner, managers, members') })

/** What anybody may see of a room. */
export const openly = {
  id: shownId,
  markId: z.string().describe('what /chat33/search finds the room by'),
  name: z.string(),
  avatar: shownAvatar,
  memberNumber: z.int().positive(),
  canAddFriend: z.literal([1, 2]).describe('1 members may add each other as friends, 2 not'),
  joinPermission: z.literal([1, 2, 3]).describe('1 with approval, 2 freely, 3 nobody'),
}

export const roomReply = z
  .strictObject({
    ...openly,
    onlineNumber: count.optional(),
    noDisturbing: onOrOff.optional(),
    memberLevel: memberLevel.optional(),
    users: z.array(member).max(16).describe('the first 16'),
  })
  .meta({
    id: 'Room',
    description: 'For somebody who is no member without members, online number and his own settings.',
  })

export const roomListReply = z.strictObject({
  roomList: z.array(
    z.strictObject({
      id: shownId,
      markId: z.string(),
      name: z.string(),
      avatar: shownAvatar,
      noDisturbing: onOrOff,
      commonlyUsed,
      onTop: onOrOff,
    }),
  ),
})

export const onlineReply = z.strictObject({ onlineNumber: count })

export const inviteReply = z.strictObject({
  state: z.literal([0, 1]).describe('1 they have joined, 0 managers must approve'),
})
