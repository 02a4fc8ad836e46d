import type { Decision, Is } from './decision.js'
import { Rejection } from './decision.js'
import type { Id } from './ids.js'

/** Reservations of what must be unique: a phone number (named by its HMAC) or a number shown to people (markId). */
export const phoneStream = (hmac: string): string => `phone-${hmac}`
export const markStream = (markId: string): string => `mark-${markId}`

export type ReservationEvent =
  | Is<'PhoneReserved', { readonly user: Id; readonly markId: string }>
  | Is<'PhoneReleased', { readonly user: Id }>
  | Is<'MarkReserved', { readonly kind: 'user' | 'room'; readonly owner: Id }>
  | Is<'MarkReleased', { readonly owner: Id }>

/** Who holds it, "" for nobody; a phone's reservation also knows its owner's markId. */
export interface Reservation {
  owner: Id
  markId: string
}

export const initial = (): Reservation => ({ owner: '', markId: '' })

export const evolve = (reservation: Reservation, event: ReservationEvent): Reservation => {
  switch (event.type) {
    case 'PhoneReserved':
      return Object.assign(reservation, { owner: event.data.user, markId: event.data.markId })
    case 'MarkReserved':
      return Object.assign(reservation, { owner: event.data.owner })
    case 'PhoneReleased':
    case 'MarkReleased':
      return Object.assign(reservation, { owner: '', markId: '' })
  }
}

type Rule = Decision<ReservationEvent, Reservation>

/** Reserves a phone number for a user who does not exist yet. Held by another: `already-registered`. */
export const reservePhone =
  (user: Id, markId: string): Rule =>
  (reservation) => {
    if (reservation.owner === user) return []
    if (reservation.owner !== '') throw new Rejection('already-registered')
    return [{ type: 'PhoneReserved', data: { user, markId } }]
  }

/** Reserves a markId; held by another: `already-registered` (draw again). */
export const reserveMark =
  (kind: 'user' | 'room', owner: Id): Rule =>
  (reservation) => {
    if (reservation.owner === owner) return []
    if (reservation.owner !== '') throw new Rejection('already-registered')
    return [{ type: 'MarkReserved', data: { kind, owner } }]
  }

/** Gives a markId back that its owner does not use after all. */
export const releaseMark =
  (owner: Id): Rule =>
  (reservation) =>
    reservation.owner === owner ? [{ type: 'MarkReleased', data: { owner } }] : []
