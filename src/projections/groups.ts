import type { Id } from '../domain/ids.js'
import { patch, projection } from './projection.js'

/** A chat room. Key: its id. */
export interface GroupDocument {
  readonly id: Id
  readonly name: string
  readonly avatar: string
  readonly status: 'open' | 'closed' | 'deleted'
  readonly createdAt: number
  /** When it was last opened, and closed; from the beginning both are the time of its creation (`behaviour.md 6.1`). */
  readonly openedAt: number
  readonly closedAt: number
}

export const groups = projection<GroupDocument>({
  name: 'groups',
  version: 1,
  indexes: { byStatus: ['status', 'createdAt:desc'] },
  on: {
    GroupCreated: ({ data: { group: id, name, avatar }, metadata: { at } }) => [
      [id, () => ({ id, name, avatar, status: 'open', createdAt: at, openedAt: at, closedAt: at })],
    ],
    GroupRenamed: ({ data: { group, name } }) => [[group, patch<GroupDocument>({ name })]],
    GroupAvatarChanged: ({ data: { group, avatar } }) => [[group, patch<GroupDocument>({ avatar })]],
    GroupOpened: ({ data: { group }, metadata: { at } }) => [
      [group, patch<GroupDocument>({ status: 'open', openedAt: at })],
    ],
    GroupClosed: ({ data: { group }, metadata: { at } }) => [
      [group, patch<GroupDocument>({ status: 'closed', closedAt: at })],
    ],
    GroupDeleted: ({ data: { group }, metadata: { at } }) => [
      [group, patch<GroupDocument>({ status: 'deleted', closedAt: at })],
    ],
  },
})
