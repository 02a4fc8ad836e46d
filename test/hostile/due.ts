import { isUtf8 } from 'node:buffer'
import type { SentFrame } from './frames.js'

const whole = (value: unknown): number | undefined => {
  if (typeof value === 'string' && /^-?\d{1,16}$/.test(value)) return whole(Number(value))
  return Number.isSafeInteger(value) ? Number(value) : undefined
}
const UNCLEAN = /[\p{Cs}\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/u
const isCleanPart = (part: object, depth: number): boolean =>
  depth < 32 &&
  Object.entries(part).every(([key, inner]) => key !== '__proto__' && !UNCLEAN.test(key) && isClean(inner, depth + 1))
const isClean = (value: unknown, depth = 0): boolean => {
  if (typeof value === 'string') return !UNCLEAN.test(value)
  return typeof value !== 'object' || value === null || isCleanPart(value, depth)
}

/** What must come of a frame: an error frame that says so, some answer, or nothing. */
export interface Due {
  readonly answer: 'refusal' | 'some' | 'none'
  readonly eventType: number
  /** As it is echoed. */
  readonly msgId: string
}

const nothing: Due = { answer: 'refusal', eventType: 0, msgId: '' }
const ANSWERED = [0, 1, 2, 42, 45]

type Raw = Readonly<Record<string, unknown>>
const parsed = (bytes: Buffer): Raw | undefined => {
  try {
    const raw: unknown = isUtf8(bytes) ? JSON.parse(bytes.toString()) : undefined
    return typeof raw === 'object' && raw !== null && !Array.isArray(raw) ? (raw as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

const msgIdIn = ({ msgId = '' }: Raw): string | undefined => {
  if (typeof msgId === 'number') return String(msgId)
  return typeof msgId === 'string' ? msgId : msgId === null ? '' : undefined
}

const isFit = (raw: Raw, eventType: number | undefined, msgId: string | undefined): boolean =>
  eventType !== undefined && msgId !== undefined && [...msgId].length <= 128 && isClean(raw)

/** Read from the text of the frame, as `product.md 6` and `behaviour.md 3.1` have it. */
export const dueOf = ({ bytes }: SentFrame): Due => {
  const raw = parsed(bytes)
  if (!raw) return nothing
  const [type, msgId] = [whole(raw['eventType'] ?? 0), msgIdIn(raw)]
  // -0 is told as 0
  const echoed = { eventType: type || 0, msgId: msgId ?? '' }
  if (!isFit(raw, type, msgId)) return { ...echoed, answer: 'refusal' }
  return { ...echoed, answer: ANSWERED.includes(echoed.eventType) ? 'some' : 'none' }
}
