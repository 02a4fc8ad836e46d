import { z } from 'zod'
import { count, nextId, shownAvatar, shownId, shownTime } from './reply-fields.js'

/** Messages as logs show them (`behaviour.md 4.6`). */

const channelType = z.literal([1, 2, 3]).describe('1 chat room, 2 room, 3 friend')

const msgType = z
  .literal([0, 1, 2, 3, 4, 5, 6])
  .describe('0 announcement, 1 text, 2 voice, 3 image, 4 red packet, 5 video, 6 notice')

const messageFields = {
  logId: shownId,
  msgId: z.string().describe('as the sender chose it'),
  channelType,
  fromId: shownId,
  targetId: shownId.describe('the room, chat room, or who it was sent to'),
  msgType,
  msg: z.looseObject({}).describe('by msgType; with all keys that the sender gave'),
  datetime: shownTime,
  isSnap: z.literal([1, 2]).optional(),
  ext: z.unknown().optional(),
}

const senderInfo = z.strictObject({ nickname: z.string(), avatar: shownAvatar })

export const message = z.strictObject({ ...messageFields, senderInfo }).meta({ id: 'Message' })

const remark = z.string().describe('what the reader calls his friend; "" on his own messages')

export const friendMessage = z
  .strictObject({ ...messageFields, senderInfo: senderInfo.extend({ name: z.string(), remark }), remark })
  .meta({ id: 'FriendMessage' })

/** A page of a log, newest first. */
export const logOf = (item: z.ZodType) =>
  z.strictObject({ logs: z.array(item).describe('newest first'), nextLog: nextId })

/** Conversations with unread messages. */
export const unreadOf = (item: z.ZodType) =>
  z.strictObject({
    infos: z.array(z.strictObject({ id: shownId, number: count.describe('unread messages'), lastLog: item })),
  })
