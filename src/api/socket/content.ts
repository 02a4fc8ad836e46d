import type { Kind } from '../../domain/conversation.js'
import { Rejection } from '../../domain/decision.js'
import type { Id } from '../../domain/ids.js'
import { lengthOf } from '../wire.js'
import type { Fields } from './frames.js'
import { idOf, wholeOf } from './frames.js'

/** A message as a client sends it: 1 chat room, 2 room, 3 friend. */
export interface Spoken {
  readonly channel: 1 | 2 | 3
  readonly target: Id
  readonly kind: Exclude<Kind, 6>
  /** `msg` with all its keys. */
  readonly content: Fields
  readonly isSnap?: 1 | 2
  readonly ext?: unknown
}

export const MAX_TEXT = 6000
export const MAX_ANNOUNCEMENT = 500
export const MAX_URL = 2048

type Check = (msg: Fields) => void

const malformed = (detail: string): Rejection => new Rejection('malformed', detail)

const text =
  (most: number): Check =>
  ({ content }) => {
    if (typeof content !== 'string' || content.trim() === '' || (content.length > most && lengthOf(content) > most))
      throw malformed(`content is no text of 1 to ${most} characters`)
  }
const url =
  (name: string): Check =>
  ({ [name]: value }) => {
    const isUrl = typeof value === 'string' && value.length <= MAX_URL && /^https?:\/\//i.test(value)
    if (!isUrl || !URL.canParse(value)) throw malformed(`${name} is no http address`)
  }
const number =
  (name: string, fits: (value: number) => boolean): Check =>
  ({ [name]: value }) => {
    if (typeof value !== 'number' || !Number.isFinite(value) || !fits(value)) throw malformed(`${name} is out of range`)
  }
const present =
  (name: string): Check =>
  ({ [name]: value }) => {
    if ((typeof value !== 'string' && typeof value !== 'number') || value === '') throw malformed(`${name} is missing`)
  }

const isPositive = (value: number): boolean => value > 0
const isDuration = (value: number): boolean => value >= 0
const recording: readonly Check[] = [url('mediaUrl'), number('time', isDuration)]

/** What each kind must have in its `msg` (`behaviour.md 4.1`). */
const checks: { readonly [K in Spoken['kind']]: readonly Check[] } = {
  0: [text(MAX_ANNOUNCEMENT)],
  1: [text(MAX_TEXT)],
  2: recording,
  3: [url('imageUrl'), number('width', isPositive), number('height', isPositive)],
  4: [present('coin'), present('packetId'), present('packetType')],
  5: recording,
}

const isKind = (kind: number | undefined): kind is Spoken['kind'] => kind !== undefined && kind >= 0 && kind <= 5
const isChannel = (channel: number | undefined): channel is Spoken['channel'] =>
  channel === 1 || channel === 2 || channel === 3

const msgOf = (value: unknown): Fields => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw malformed('msg is no object')
  return value as Fields
}
const snapOf = (value: unknown): { isSnap?: 1 | 2 } => {
  if (value === undefined || value === null) return {}
  const isSnap = wholeOf(value)
  if (isSnap !== 1 && isSnap !== 2) throw malformed('isSnap is neither 1 nor 2')
  return { isSnap }
}

/**
 * The message in a frame of event 0; unknown keys inside `msg` are kept.
 * @throws Rejection malformed
 */
export const readMessage = (fields: Fields): Spoken => {
  const channel = wholeOf(fields['channelType'])
  if (!isChannel(channel)) throw malformed('channelType is none of 1, 2 and 3')
  const target = idOf(fields['targetId'], 'targetId')
  const kind = wholeOf(fields['msgType'])
  if (!isKind(kind)) throw malformed('msgType is none that a client sends')
  const content = msgOf(fields['msg'])
  for (const check of checks[kind]) check(content)
  const { ext } = fields
  return {
    channel,
    target,
    kind,
    content,
    ...snapOf(fields['isSnap']),
    ...(ext === undefined || ext === null ? {} : { ext }),
  }
}
