import type { Time } from './decision.js'
import type { Id } from './ids.js'

/** 1 waiting, 2 refused, 3 accepted (`behaviour.md 5.9`). */
export type ApplicationStatus = 1 | 2 | 3
export const WAITING = 1
export const REFUSED = 2
export const ACCEPTED = 3

/** One row per (kind, applicant, target): applying again overwrites it and keeps its id (`behaviour.md 5.5`). */
export interface Application {
  readonly id: Id
  readonly applicant: Id
  readonly reason: string
  readonly status: ApplicationStatus
  readonly at: Time
  /** Who invited the applicant, where it came from an invitation. */
  readonly inviter?: Id
}
