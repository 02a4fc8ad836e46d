import type { Decision, Is, Time } from './decision.js'
import { Rejection } from './decision.js'
import type { ConversationId, Id } from './ids.js'

export const streamOf = (user: Id): string => `report-${user}`

/** `number` counts the reports against this user from 1. */
export type ReportEvent = Is<
  'UserReported',
  {
    readonly user: Id
    readonly by: Id
    readonly conversation: ConversationId
    readonly logId: Id
    readonly number: number
  }
>
export type Report = ReportEvent['data']

/** What was reported of one user, as `<reporter>/<logId>`. */
export interface Reports {
  readonly made: Set<string>
}

export const initial = (): Reports => ({ made: new Set() })
export const weigh = ({ made }: Reports): number => 200 + 100 * made.size
const nameOf = ({ by, logId }: Pick<Report, 'by' | 'logId'>): string => `${by}/${logId}`
export const evolve = (reports: Reports, { data }: ReportEvent): Reports => {
  reports.made.add(nameOf(data))
  return reports
}

const REPORTS_FOR_A_MUTE = 10
/** So long is a user muted for every tenth report (`behaviour.md 4.8`). */
export const MUTE_MS: Time = 30 * 60_000
export const mutes = ({ number }: Pick<Report, 'number'>): boolean => number % REPORTS_FOR_A_MUTE === 0

/** Once per reporter and message. */
export const report =
  (facts: Omit<Report, 'number'>): Decision<ReportEvent, Reports> =>
  ({ made }) => {
    if (facts.by === facts.user) throw new Rejection('is-oneself')
    return made.has(nameOf(facts)) ? [] : [{ type: 'UserReported', data: { ...facts, number: made.size + 1 } }]
  }
