import type { Time } from '../domain/decision.js'
import type { Id } from '../domain/ids.js'
import type { Level } from '../domain/user.js'
import { patch, projection } from './projection.js'

export interface UserDocument {
  readonly id: Id
  readonly markId: string
  readonly name: string
  readonly avatar: string
  readonly level: Level
  /** Sealed with DATA_KEY. */
  readonly phone: string
  readonly mutedFrom: Time
  /** Muted where it lies ahead. */
  readonly mutedUntil: Time
  readonly createdAt: Time
}

/** Everybody who is registered, by id. */
export const users = projection<UserDocument>({
  name: 'users',
  version: 1,
  indexes: { byMark: ['markId'] },
  on: {
    UserRegistered: ({ data: { user: id, markId, name, avatar, phone }, metadata: { at: createdAt } }) => [
      [id, () => ({ id, markId, name, avatar, level: 1, phone, mutedFrom: 0, mutedUntil: 0, createdAt })],
    ],
    UserRenamed: ({ data: { user, name } }) => [[user, patch<UserDocument>({ name })]],
    AvatarChanged: ({ data: { user, avatar } }) => [[user, patch<UserDocument>({ avatar })]],
    LevelChanged: ({ data: { user, level } }) => [[user, patch<UserDocument>({ level })]],
    UserMuted: ({ data: { user, from, until } }) => [
      [user, patch<UserDocument>({ mutedFrom: from, mutedUntil: until })],
    ],
  },
})
