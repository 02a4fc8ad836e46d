import { z } from 'zod'
import type { Kind, Notice } from '../../../domain/conversation.js'
import { lengthOf } from '../../wire.js'
import { MAX_ANNOUNCEMENT, MAX_TEXT, MAX_URL } from '../content.js'
import { shownAvatar, shownId as id, shownTime as time } from '../../rest/reply-fields.js'
import { msgId, oneOf } from './parts.js'

const text = (most: number) =>
  z
    .string()
    .refine((value) => value.trim() !== '' && lengthOf(value) <= most)
    .meta({ pattern: '\\S', maxLength: most, description: `Not only spaces, at most ${most} characters.` })
const url = z
  .string()
  .regex(/^[Hh][Tt][Tt][Pp][Ss]?:\/\//)
  .max(MAX_URL)
  .refine((value) => URL.canParse(value))
  .meta({ format: 'uri', description: 'http or https.' })
const named = z.union([z.string().min(1), z.number()])
const recording = z.looseObject({ mediaUrl: url, time: z.number().min(0).describe('Seconds.') })

/** What a client may say, by its kind; further keys of `msg` are kept (`behaviour.md 4.1`). */
const contents = {
  0: z.looseObject({ content: text(MAX_ANNOUNCEMENT) }).describe('An announcement.'),
  1: z.looseObject({ content: text(MAX_TEXT) }).describe('A text.'),
  2: recording.describe('A voice message.'),
  3: z
    .looseObject({ imageUrl: url, width: z.number().gt(0), height: z.number().gt(0) })
    .describe('An image, its size in pixels.'),
  4: z.looseObject({ coin: named, packetId: named, packetType: named }).describe('A red packet.'),
  5: recording.describe('A video.'),
} as const satisfies Record<Exclude<Kind, 6>, z.ZodType>

const content = z.string().describe('What to show where the type is not known.')
const operator = id.describe('Who acted.')
const name = z.string().describe('His name: in a room his nickname there.')
const target = id.describe('Whom it is about.')
const targetName = z.string()

const ofOperator = { content, operator, name }
const ofTarget = { content, operator, target, targetName }
const ofPair = { content, operator, target }
const notice = <T extends Notice['type'], S extends z.core.$ZodLooseShape>(type: T, about: string, shape: S) =>
  z.strictObject({ type: z.literal(type), ...shape }).describe(about)

/** What the server says in a conversation, by its type (`behaviour.md 4.5`). */
export const notices = {
  1: notice(1, 'A message was recalled.', {
    ...ofOperator,
    logId: id,
    level: oneOf({ 1: 'member', 2: 'manager', 3: 'owner' }),
  }),
  2: notice(2, 'The room was created.', ofOperator),
  3: notice(3, 'Somebody left the room.', ofOperator),
  4: notice(4, 'Somebody was kicked out of the room.', ofTarget),
  5: notice(5, 'Somebody joined the room.', ofOperator),
  6: notice(6, 'The room was dissolved.', { content, operator }),
  7: notice(7, 'Two members became friends.', { ...ofOperator, target, targetName }),
  8: notice(8, 'The friendship was ended.', ofPair),
  9: notice(9, 'The room has a new owner.', ofTarget),
  10: notice(10, 'The room has a new manager.', ofTarget),
  12: notice(12, 'Somebody took a share of a red packet.', {
    ...ofOperator,
    owner: id,
    ownerName: z.string(),
    packetId: z.string(),
  }),
  13: notice(13, 'The two are friends now.', ofPair),
  17: notice(17, 'People were invited into the room.', {
    ...ofOperator,
    users: z.array(id),
    names: z.array(z.string()).max(7),
  }),
} as const satisfies Record<Notice['type'], z.ZodType>

const channelType = oneOf({ 1: 'chat room', 2: 'room', 3: 'friend' })
const isSnap = oneOf({ 1: 'burn after reading', 2: 'ordinary' })
const ext = z.unknown().describe('Whatever the sender’s client has added.')

const spoken = <K extends keyof typeof contents>(msgType: K) =>
  z.object({
    eventType: z.literal(0),
    msgId: z.string().meta({
      maxLength: 128,
      description: 'Chosen by the client, new for each message, the same in each retry of it.',
    }),
    channelType,
    targetId: id.describe('The chat room, the room, or the friend’s user id.'),
    msgType: z.literal(msgType),
    msg: contents[msgType],
    isSnap: isSnap.optional(),
    ext: ext.optional(),
  })

/** Event 0 as a client sends it. */
export const spokenFrame = z.discriminatedUnion('msgType', [
  spoken(0),
  spoken(1),
  spoken(2),
  spoken(3),
  spoken(4),
  spoken(5),
])

const kinds = {
  ...contents,
  6: z.discriminatedUnion(
    'type',
    Object.values(notices) as [(typeof notices)[1], ...(typeof notices)[keyof typeof notices][]],
  ),
} as const satisfies Record<Kind, z.ZodType>

export const senderInfo = z.strictObject({ nickname: z.string(), avatar: shownAvatar })

/** A message as frames and logs show it, each kind with its `msg`, and with these fields beside. */
export const messageWith = <S extends z.core.$ZodLooseShape>(beside: S) => {
  const of = <K extends Kind>(msgType: K) =>
    z.strictObject({
      msgId,
      channelType,
      fromId: id,
      targetId: id.describe('The chat room, the room, or of two friends the one who did not send it.'),
      msgType: z.literal(msgType),
      msg: kinds[msgType],
      datetime: time,
      logId: id.describe(
        'Greater than that of every earlier message of the conversation; known by it in the whole product.',
      ),
      isSnap: isSnap.optional(),
      ext: ext.optional(),
      ...beside,
    })
  return z.discriminatedUnion('msgType', [of(0), of(1), of(2), of(3), of(4), of(5), of(6)])
}

/** Event 0 as everybody gets it, the sender too: his copy is the acknowledgement. */
export const heardFrame = messageWith({ eventType: z.literal(0), senderInfo })
