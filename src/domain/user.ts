import type { Decision, Is, Time } from './decision.js'
import { Rejection } from './decision.js'
import type { Id } from './ids.js'

export const streamOf = (user: Id): string => `user-${user}`

/** 0 visitor (never stored), 1 member, 2 customer service, 3 administrator (`behaviour.md 1.4`). */
export type Level = 1 | 2 | 3

export type UserEvent =
  | Is<
      'UserRegistered',
      {
        readonly user: Id
        readonly markId: string
        readonly name: string
        readonly avatar: string
        /** Sealed with DATA_KEY. */
        readonly phone: string
        readonly secret: { readonly password: string }
        /** The mark of a red packet that this registration claims. */
        readonly mark?: string
        readonly packet?: string
      }
    >
  | Is<'UserRenamed', { readonly user: Id; readonly name: string }>
  | Is<'AvatarChanged', { readonly user: Id; readonly avatar: string }>
  | Is<'LevelChanged', { readonly user: Id; readonly level: Level; readonly reason?: string }>
  /** `until` 0 ends a mute; both are ms. `reports`: so many reports are the cause. */
  | Is<
      'UserMuted',
      {
        readonly user: Id
        readonly from: Time
        readonly until: Time
        readonly reason?: string
        readonly reports?: number
      }
    >

export interface User {
  id: Id
  markId: string
  name: string
  avatar: string
  phone: string
  secret: { password: string }
  level: Level
  mutedFrom: Time
  mutedUntil: Time
  /** The last number of reports that was answered by a mute. */
  mutedForReports: number
}

/** `id` is "" until the user is registered. */
export const initial = (): User => ({
  id: '',
  markId: '',
  name: '',
  avatar: '',
  phone: '',
  secret: { password: '' },
  level: 1,
  mutedFrom: 0,
  mutedUntil: 0,
  mutedForReports: 0,
})

export const evolve = (user: User, event: UserEvent): User => {
  switch (event.type) {
    case 'UserRegistered': {
      const { user: id, markId, name, avatar, phone, secret } = event.data
      return Object.assign(user, { id, markId, name, avatar, phone, secret })
    }
    case 'UserRenamed':
      return Object.assign(user, { name: event.data.name })
    case 'AvatarChanged':
      return Object.assign(user, { avatar: event.data.avatar })
    case 'LevelChanged':
      return Object.assign(user, { level: event.data.level })
    case 'UserMuted':
      return Object.assign(user, {
        mutedFrom: event.data.from,
        mutedUntil: event.data.until,
        mutedForReports: event.data.reports ?? user.mutedForReports,
      })
  }
}

export const exists = (user: Readonly<User>): boolean => user.id !== ''
export const isStaff = (user: Readonly<User>): boolean => user.level >= 2
export const isMuted = (user: Readonly<User>, now: Time): boolean => user.mutedUntil > now

type Rule = Decision<UserEvent, User>
const mustExist = (user: Readonly<User>): void => {
  if (!exists(user)) throw new Rejection('unknown-user')
}

export const register =
  (facts: Extract<UserEvent, { type: 'UserRegistered' }>['data']): Rule =>
  (user) => {
    if (exists(user)) throw new Rejection('already-registered')
    return [{ type: 'UserRegistered', data: facts }]
  }

export const rename =
  (name: string): Rule =>
  (user) => {
    mustExist(user)
    return user.name === name ? [] : [{ type: 'UserRenamed', data: { user: user.id, name } }]
  }

export const changeAvatar =
  (avatar: string): Rule =>
  (user) => {
    mustExist(user)
    return user.avatar === avatar ? [] : [{ type: 'AvatarChanged', data: { user: user.id, avatar } }]
  }

export const setLevel =
  (level: Level, reason?: string): Rule =>
  (user) => {
    mustExist(user)
    if (user.level === level) return []
    return [{ type: 'LevelChanged', data: { user: user.id, level, ...(reason === undefined ? {} : { reason }) } }]
  }

/** `until` is not above `from`: the mute ends. */
export const mute =
  (from: Time, until: Time, reason?: string): Rule =>
  (user) => {
    mustExist(user)
    const ends = until <= from
    if (ends && !isMuted(user, from)) return []
    const times = ends ? { from: 0, until: 0 } : { from, until }
    return [{ type: 'UserMuted', data: { user: user.id, ...times, ...(reason === undefined ? {} : { reason }) } }]
  }

/**
 * Muted for so many reports, at least until then: a longer mute stays, and one for fewer reports that comes late changes no time. An event
 * also where no time changes: the step is done then.
 */
export const muteForReports =
  (reports: number, from: Time, until: Time): Rule =>
  (user) => {
    mustExist(user)
    if (user.mutedForReports === reports) return []
    const stays = user.mutedForReports > reports || user.mutedUntil >= until
    const times = stays ? { from: user.mutedFrom, until: user.mutedUntil } : { from, until }
    return [{ type: 'UserMuted', data: { user: user.id, ...times, reports: Math.max(reports, user.mutedForReports) } }]
  }
