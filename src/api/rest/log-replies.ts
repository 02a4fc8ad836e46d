import { z } from 'zod'
import { messageWith, senderInfo } from '../socket/described/messages.js'
import { count, nextId, shownId } from './reply-fields.js'

/** Messages as logs show them (`behaviour.md 4.6`). */

export const message = messageWith({ senderInfo }).meta({ id: 'Message' })

const remark = z.string().describe('what the reader calls his friend; "" on his own messages')

export const friendMessage = messageWith({
  senderInfo: senderInfo.extend({ name: z.string(), remark }),
  remark,
}).meta({ id: 'FriendMessage' })

/** A page of a log, newest first. */
export const logOf = (item: z.ZodType) =>
  z.strictObject({ logs: z.array(item).describe('newest first'), nextLog: nextId })

/** Conversations with unread messages. */
export const unreadOf = (item: z.ZodType) =>
  z.strictObject({
    infos: z.array(z.strictObject({ id: shownId, number: count.describe('unread messages'), lastLog: item })),
  })
