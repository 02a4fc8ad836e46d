import { isUtf8 } from 'node:buffer'
import { Rejection } from '../../domain/decision.js'
import type { Id } from '../../domain/ids.js'
import { isId } from '../../domain/ids.js'
import { isCleanText, lengthOf, uncleanPart } from '../wire.js'

export type Fields = Readonly<Record<string, unknown>>

/** What came in. `complaint`: why it is no valid frame; then the other parts are what could be read of them. */
export interface Frame {
  readonly eventType: number
  readonly msgId: string
  readonly fields: Fields
  readonly complaint?: string
}

const MAX_MSG_ID = 128

const spellings = new Map(
  [
    ...['eventType', 'msgId', 'channelType', 'targetId', 'msgType', 'msg', 'isSnap', 'ext', 'fromId'],
    ...['groupId', 'logId', 'time', 'begin', 'end', 'total'],
  ].map((name) => [name.toLowerCase(), name]),
)
const exact = new Set(spellings.values())

/** Keys without regard to case; the exact spelling wins. */
const named = (raw: Fields): Fields => {
  for (const key in raw) if (!exact.has(key)) return renamed(raw)
  return raw
}
const renamed = (raw: Fields): Fields => {
  const fields: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(raw)) {
    const name = spellings.get(key.toLowerCase())
    if (name !== undefined && (key === name || !(name in raw))) fields[name] = value
  }
  return fields
}

/** A whole number, also as a decimal string. */
export const wholeOf = (value: unknown): number | undefined => {
  if (typeof value === 'string') return /^-?\d{1,16}$/.test(value) ? wholeOf(Number(value)) : undefined
  return Number.isSafeInteger(value) ? (value as number) : undefined
}

/** An id, also as a number; `what` names it where it is none. */
export const idOf = (value: unknown, what: string): Id => {
  const id = typeof value === 'number' ? String(value) : value
  if (typeof id !== 'string' || !isId(id)) throw new Rejection('malformed', `${what} is no id`)
  return id
}

const isPart = (value: unknown): value is object => typeof value === 'object' && value !== null
const holdsParts = (value: unknown): boolean => isPart(value) && Object.values(value).some(isPart)
const isFlat = (fields: Fields): boolean => !Object.values(fields).some(holdsParts)

/** Most frames hold no escapes and nothing deep: then their text alone tells that no part of them is unclean. */
const partComplaint = (text: string, raw: Fields): string | undefined =>
  !text.includes('\\') && !text.includes('__proto__') && isCleanText(text) && isFlat(raw) ? undefined : uncleanPart(raw)

/** The msgId as the client wrote it; a number is taken for its digits. undefined: none that could be echoed. */
const msgIdOf = (value: unknown): string | undefined => {
  if (value === undefined || value === null) return ''
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' ? value : undefined
}

const complaintAbout = (eventType: number | undefined, msgId: string | undefined): string | undefined => {
  if (eventType === undefined) return 'eventType is no number'
  if (msgId === undefined || (msgId.length > MAX_MSG_ID && lengthOf(msgId) > MAX_MSG_ID))
    return `msgId is no text of at most ${MAX_MSG_ID} characters`
  return undefined
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

const objectIn = (data: Buffer, text: string, binary: boolean): Fields | undefined => {
  if (binary && !isUtf8(data)) return undefined
  const raw = parsed(text)
  return isPart(raw) && !Array.isArray(raw) ? (raw as Fields) : undefined
}

/** Reads a frame: JSON text, also in a binary frame (`behaviour.md 3.1`, `product.md 6`). Never throws. */
export const readFrame = (data: Buffer, binary: boolean): Frame => {
  const text = data.toString()
  const raw = objectIn(data, text, binary)
  if (!raw) return { eventType: 0, msgId: '', fields: {}, complaint: 'the frame is not a JSON object' }
  const fields = named(raw)
  const eventType = wholeOf(fields['eventType'] ?? 0)
  const msgId = msgIdOf(fields['msgId'])
  const complaint = complaintAbout(eventType, msgId) ?? partComplaint(text, raw)
  const frame = { eventType: eventType ?? 0, msgId: msgId ?? '', fields }
  return complaint === undefined ? frame : { ...frame, complaint }
}

/** What event 42 asks for: what is behind a message, or since a time (ms). `logId` counts where both are given. */
export type SyncStart = { readonly logId: Id } | { readonly time: number }

/** @throws Rejection malformed */
export const readSync = ({ logId, time }: Fields): SyncStart => {
  if (logId !== undefined && logId !== null && logId !== '') return { logId: idOf(logId, 'logId') }
  return { time: msOf(time, 'time') }
}

/** What event 45 asks: whether the client has `total` event-0 frames of this span (ms, inclusive). */
export interface Span {
  readonly begin: number
  readonly end: number
  readonly total: number
}
const TWO_DAYS_MS = 2 * 24 * 3_600_000

/** @throws Rejection malformed */
export const readSpan = (fields: Fields): Span => {
  const [begin, end, total] = [
    msOf(fields['begin'], 'begin'),
    msOf(fields['end'], 'end'),
    msOf(fields['total'], 'total'),
  ]
  if (begin > end || end - begin > TWO_DAYS_MS)
    throw new Rejection('malformed', 'begin and end are at most 2 days apart')
  return { begin, end, total }
}

const msOf = (value: unknown, what: string): number => {
  const ms = wholeOf(value)
  if (ms === undefined || ms < 0) throw new Rejection('malformed', `${what} is no whole number from 0`)
  return ms
}

const isScalar = (value: unknown): value is string | number => typeof value === 'string' || typeof value === 'number'

/** What a repeat has in common with the first try: a msgId that is known in one conversation is new in another. */
export const repeatKey = ({ msgId, fields: { channelType, targetId } }: Frame): string =>
  msgId !== '' && isScalar(channelType) && isScalar(targetId) ? `${channelType}/${targetId}/${msgId}` : ''
