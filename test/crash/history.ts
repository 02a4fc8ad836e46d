import { createHash } from 'node:crypto'
import type { Message } from '../../src/domain/conversation.js'
import { NOTICE } from '../../src/domain/conversation.js'
import type { Recorded } from '../../src/domain/decision.js'
import type { AnyEvent } from '../../src/domain/events.js'
import { noticeId, noticesOf } from '../../src/domain/notices.js'
import { checkCounts } from './counts.js'
import type { Findings } from './findings.js'
import type { Said } from './ledger.js'
import { checkVisits } from './visits.js'
import type { World } from './world.js'

/** A message as it stands in the log. */
export interface Stored extends Message {
  readonly position: number
  readonly at: number
}

const storedOf = (events: readonly Recorded<AnyEvent>[]): Stored[] =>
  events.flatMap((event) =>
    event.type === 'MessageSent' ? [{ ...event.data, position: event.position, at: event.metadata.at }] : [],
  )

const checkOrder = (findings: Findings, stored: readonly Stored[]): void => {
  const last = new Map<string, Pick<Stored, 'logId' | 'ordinal'>>()
  for (const { conversation, logId, ordinal, kind } of stored) {
    const before = last.get(conversation) ?? { logId: '0', ordinal: 0 }
    if (Number(before.logId) >= Number(logId)) findings.note('disorder', `${logId} stands behind ${before.logId}`)
    if (ordinal !== before.ordinal + (kind === NOTICE ? 0 : 1))
      findings.note('wrong', `${logId} has ordinal ${ordinal} behind ${before.ordinal}`)
    last.set(conversation, { logId, ordinal })
  }
}

const keyOf = ({ sender, conversation, msgId }: Pick<Stored, 'sender' | 'conversation' | 'msgId'>): string =>
  `${sender}/${conversation}/${msgId}`

/** What is in the log was said, once. */
const messagesOf = ({ ledger, findings }: World, stored: readonly Stored[]): Map<string, Stored> => {
  const inLog = new Map<string, Stored>()
  for (const message of stored.filter(({ kind }) => kind !== NOTICE)) {
    const key = keyOf(message)
    if (inLog.has(key)) findings.note('doubled', `${key} stands twice in the log`)
    inLog.set(key, message)
    const said = ledger.find(message.sender, message.conversation, message.msgId)
    if (said?.text !== message.content['content']) findings.note('wrong', `nobody has said ${key}`)
  }
  return inLog
}

/** What was acknowledged is in the log as it was acknowledged; what was refused is not. */
const checkSaid = (findings: Findings, said: Said, message: Stored | undefined): void => {
  const { msgId, logId, datetime } = said
  if (logId === undefined) {
    if (message) findings.note('wrong', `${msgId} was ${said.refused ? 'refused' : 'not answered'} and is in the log`)
  } else if (!message) findings.note('lost', `${msgId} was acknowledged and is not in the log`)
  else if (message.logId !== logId || message.at !== datetime)
    findings.note('changed', `${msgId} is not as acknowledged`)
}

const checkMessages = (world: World, stored: readonly Stored[]): void => {
  const { ledger, findings } = world
  const inLog = messagesOf(world, stored)
  const last = new Map<string, number>()
  for (const said of ledger.said) {
    checkSaid(findings, said, inLog.get(keyOf(said)))
    if (said.logId === undefined) continue
    const lane = `${said.device}/${said.conversation}`
    if (Number(said.logId) <= (last.get(lane) ?? 0))
      findings.note('disorder', `${said.msgId} stands before what ${said.device} said earlier`)
    last.set(lane, Number(said.logId))
  }
}

/** A notice is said exactly once, by the command or after the crash. */
const checkNotices = (findings: Findings, events: readonly Recorded<AnyEvent>[], stored: readonly Stored[]): void => {
  const said = new Map<string, number>()
  for (const { notice, msgId } of stored) if (notice) said.set(msgId, (said.get(msgId) ?? 0) + 1)
  for (const event of events)
    noticesOf(event).forEach((_, index) => {
      const times = said.get(noticeId(event.id, index)) ?? 0
      if (times !== 1) findings.note(times === 0 ? 'lost' : 'doubled', `notice ${index} of ${event.type} ${event.id}`)
      said.delete(noticeId(event.id, index))
    })
  for (const msgId of said.keys()) findings.note('wrong', `notice ${msgId} has no cause`)
}

/** The mark in an event's metadata of a request with a key. */
const requestOf = (person: string, path: string, key: string): string =>
  `key:${createHash('sha256').update(`${person}\n${path}\n${key}`).digest('base64url').slice(0, 22)}`

/** Steps that a command may leave several of. */
const SIDE_STEPS = new Set(['MessageSent', 'ReadersMoved', 'MarkReserved', 'MarkReleased'])

/** How many steps each request with a key has left. */
const stepsOf = (events: readonly Recorded<AnyEvent>[]): Map<string, number> => {
  const steps = new Map<string, number>()
  for (const { type, metadata } of events) {
    const { request = '' } = metadata
    if (request.startsWith('key:') && !SIDE_STEPS.has(type)) steps.set(request, (steps.get(request) ?? 0) + 1)
  }
  return steps
}

const checkCommands = ({ ledger, findings }: World, events: readonly Recorded<AnyEvent>[]): void => {
  const steps = stepsOf(events)
  for (const [request, times] of steps) if (times > 1) findings.note('doubled', `${request} was done ${times} times`)
  for (const { person, path, key } of ledger.done)
    if (!steps.has(requestOf(person, path, key))) findings.note('lost', `${path} ${key} was answered 0 and did nothing`)
}

/** What was acknowledged, delivered and counted against what the log holds. */
export const checkHistory = (world: World, events: readonly Recorded<AnyEvent>[]): void => {
  const stored = storedOf(events)
  checkOrder(world.findings, stored)
  checkMessages(world, stored)
  checkNotices(world.findings, events, stored)
  checkCommands(world, events)
  checkVisits(world, events, stored)
  checkCounts(world, stored)
}
