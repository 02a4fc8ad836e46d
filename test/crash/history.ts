import { createHash } from 'node:crypto'
import type { Message } from '../../src/domain/conversation.js'
import { NOTICE } from '../../src/domain/conversation.js'
import type { Recorded } from '../../src/domain/decision.js'
import type { AnyEvent } from '../../src/domain/events.js'
import { noticeId, noticesOf } from '../../src/domain/notices.js'
import { checkCounts } from './counts.js'
import type { Findings } from './findings.js'
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
  const last = new Map<string, Stored>()
  for (const message of stored) {
    const before = last.get(message.conversation)
    if (before && Number(before.logId) >= Number(message.logId))
      findings.note('disorder', `${message.logId} stands behind ${before.logId}`)
    if (message.ordinal !== (before?.ordinal ?? 0) + (message.kind === NOTICE ? 0 : 1))
      findings.note('wrong', `${message.logId} has ordinal ${message.ordinal} behind ${before?.ordinal}`)
    last.set(message.conversation, message)
  }
}

const checkMessages = ({ ledger, findings }: World, stored: readonly Stored[]): void => {
  const inLog = new Map<string, Stored>()
  for (const message of stored.filter(({ kind }) => kind !== NOTICE)) {
    const key = `${message.sender}/${message.conversation}/${message.msgId}`
    if (inLog.has(key)) findings.note('doubled', `${key} stands twice in the log`)
    inLog.set(key, message)
    const said = ledger.find(message.sender, message.conversation, message.msgId)
    if (said?.text !== message.content['content']) findings.note('wrong', `nobody has said ${key}`)
  }
  const last = new Map<string, number>()
  for (const { sender, conversation, msgId, device, logId, datetime, refused } of ledger.said) {
    const message = inLog.get(`${sender}/${conversation}/${msgId}`)
    if (logId === undefined) {
      if (message) findings.note('wrong', `${msgId} was ${refused ? 'refused' : 'not answered'} and is in the log`)
      continue
    }
    if (!message) findings.note('lost', `${msgId} was acknowledged and is not in the log`)
    else if (message.logId !== logId || message.at !== datetime)
      findings.note('changed', `${msgId} is not as acknowledged`)
    if (Number(logId) <= (last.get(`${device}/${conversation}`) ?? 0))
      findings.note('disorder', `${msgId} stands before what ${device} said earlier`)
    last.set(`${device}/${conversation}`, Number(logId))
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

const checkCommands = ({ ledger, findings }: World, events: readonly Recorded<AnyEvent>[]): void => {
  const done = new Map<string, number>()
  for (const { type, metadata } of events)
    if (metadata.request?.startsWith('key:') && !SIDE_STEPS.has(type))
      done.set(metadata.request, (done.get(metadata.request) ?? 0) + 1)
  for (const [request, times] of done) if (times > 1) findings.note('doubled', `${request} was done ${times} times`)
  for (const { person, path, key } of ledger.done)
    if (!done.has(requestOf(person, path, key)))
      findings.note('lost', `${path} ${key} was answered 0 and left no event`)
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
