import { z } from 'zod'
import type { Reason } from '../../../domain/decision.js'
import { count, shownId as id, shownTime as time } from '../../rest/reply-fields.js'
import { results, success } from '../../results.js'
import { spokenFrame } from './messages.js'
import { framesOut } from './outgoing.js'
import type { Described } from './parts.js'
import { always, described, msgId, refusals } from './parts.js'

/** A frame that clients send, and what may come back on the same connection. */
export interface Asked extends Described {
  readonly answers: readonly Described[]
  readonly refuses: readonly Reason[]
}

const content = z.string().describe('The text of the code; behind a colon what was wrong, for developers.')

/** Whose session has ended, though his socket is still open. */
const ended: readonly Reason[] = ['signed-out', 'taken-over']

const asked = (eventType: number, frame: Described, reasons: readonly Reason[], answers: readonly Described[]) => {
  const refusedFor = [...reasons, ...ended]
  const { code, text } = results.malformed
  const schema = z.strictObject({ eventType: z.literal(eventType), msgId, code: refusals(...refusedFor), content })
  const summary = `Why event ${eventType} was refused. Only to who sent it.`
  const example = { eventType, msgId: 'm-1', code, content: text }
  const refusal = described(`${frame.name}Refused`, summary, schema, example)
  return { ...frame, answers: [...answers, refusal], refuses: [...refusedFor, ...always] }
}

const chosen = z.string().meta({ maxLength: 128, description: 'Comes back in the answer.' }).optional()

/** Events 1 and 2. */
const aboutGroup = (eventType: 1 | 2, name: string, summary: string, ...refusedFor: readonly Reason[]): Asked => {
  const schema = z.object({ eventType: z.literal(eventType), msgId: chosen, groupId: id })
  const frame = described(name, summary, schema, { eventType, msgId: 'm-1', groupId: '376832163841' })
  const done = z.strictObject({ eventType: z.literal(eventType), msgId, code: z.literal(0), content })
  const answer = { eventType, msgId: 'm-1', code: 0, content: success().message } as const
  return asked(eventType, frame, ['malformed', ...refusedFor], [described(`${name}Done`, 'It is done.', done, answer)])
}

/** Who may not say this here, now (`behaviour.md 4.2`). */
const unsaid: readonly Reason[] = [
  ...(['malformed', 'too-fast', 'visitor-may-not-speak', 'muted', 'no-such-packet'] as const),
  ...(['unknown-user', 'is-oneself', 'not-friends'] as const),
  ...(['no-such-room', 'not-a-member', 'not-allowed'] as const),
  ...(['no-such-group', 'not-in-group', 'may-not-announce'] as const),
]

const sending = described('SendMessage', 'Says something in a chat room, in a room or to a friend.', spokenFrame, {
  eventType: 0,
  msgId: '0b8a6c1e-5f6e-4b55-9d0f-0d6e1f4b2c11',
  channelType: 2,
  targetId: '376832163840',
  msgType: 1,
  msg: { content: 'hello' },
})

const catchingUp = described(
  'CatchUp',
  'Asks for the messages from before this socket was opened: by `logId`, or by `time` where there is no `logId`.',
  z.object({
    eventType: z.literal(42),
    msgId: chosen,
    logId: id.optional().describe('The last message seen: each one behind it comes exactly once.'),
    time: time.optional().describe('Inclusive, give or take 5 s; 0: the last two days, in frames 40.'),
  }),
  { eventType: 42, msgId: 'm-1', logId: '376832163842' },
)

const checking = described(
  'CheckSpan',
  'Asks whether the client has all frames of event 0 of a span of at most two days; at most once in 10 s.',
  z.object({
    eventType: z.literal(45),
    msgId: chosen,
    begin: time,
    end: time,
    total: count.describe('How many it has, notices included.'),
  }),
  { eventType: 45, msgId: 'm-1', begin: 1_767_225_600_000, end: 1_767_312_000_000, total: 12 },
)

/** What clients send, by event (`behaviour.md 3.2`). */
export const framesIn: Readonly<Record<0 | 1 | 2 | 42 | 45, Asked>> = {
  0: asked(0, sending, unsaid, [framesOut[0]]),
  1: aboutGroup(1, 'EnterGroup', 'Enters a chat room: this connection hears it from the answer on.', 'no-such-group'),
  2: aboutGroup(2, 'LeaveGroup', 'Leaves a chat room; done also for who is not inside.'),
  42: asked(42, catchingUp, ['malformed'], [framesOut[40], framesOut[41], framesOut[43]]),
  45: asked(45, checking, ['malformed', 'too-fast'], [framesOut[46], framesOut[47]]),
}

/** The answer to what cannot be read; other events are ignored. */
export const notUnderstood = described(
  'NotUnderstood',
  'A frame of another event was no valid frame. Only to who sent it.',
  z.strictObject({ eventType: z.int(), msgId, code: z.literal(results.malformed.code), content }),
  { eventType: 99, msgId: '', code: results.malformed.code, content: results.malformed.text },
)
