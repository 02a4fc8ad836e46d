import { noticeId, noticesOf, causeOf } from '../domain/notices.js'
import type { AnyEvent, RecordedOf } from '../domain/events.js'
import { mutes } from '../domain/report.js'
import { projection } from './projection.js'

/** What an event leaves to be done. Key: the event's id. It goes when all its steps are done. */
export interface PendingDocument {
  readonly id: string
  readonly event: AnyEvent
  /** ms from which it may be done. */
  readonly due: number
  /** Of the event in the log: what is due at the same time is done in this order. */
  readonly position: number
  /** `msgId`s of the notices that are missing. */
  readonly missing: readonly string[]
}

const left = ({ id, type, data, metadata, position }: RecordedOf<AnyEvent['type']>, missing: readonly string[]) =>
  [[id, () => ({ id, event: { type, data } as AnyEvent, due: metadata.at, position, missing })]] as const

const leave = (event: RecordedOf<AnyEvent['type']>) => {
  const missing = noticesOf(event).map((_, index) => noticeId(event.id, index))
  return missing.length === 0 ? [] : left(event, missing)
}

/** Step two of what happened, until it is done (`DESIGN.md 7`). */
export const pending = projection<PendingDocument>({
  name: 'pending',
  version: 3,
  indexes: { byDue: ['due', 'position'] },
  on: {
    MessageSent: ({ data: { notice, msgId } }) =>
      notice === undefined
        ? []
        : [
            [
              causeOf(msgId),
              (old) => {
                const missing = old?.missing.filter((each) => each !== msgId) ?? []
                return old && missing.length > 0 ? { ...old, missing } : null
              },
            ],
          ],
    UserReported: (event) => (mutes(event.data) ? left(event, []) : []),
    UserMuted: ({ metadata: { cause } }) => (cause === undefined ? [] : [[cause, () => null]]),
  },
  any: leave,
})
