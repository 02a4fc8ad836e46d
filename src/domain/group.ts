import type { Decision, Is } from './decision.js'
import { Rejection } from './decision.js'
import type { Id } from './ids.js'

export const streamOf = (group: Id): string => `group-${group}`

/** A chat room (`behaviour.md 6`). Who is in it is no event: it lives only while a socket is open. */
export type GroupEvent =
  /** Open from the beginning. */
  | Is<'GroupCreated', { readonly group: Id; readonly name: string; readonly avatar: string; readonly by: Id }>
  | Is<'GroupRenamed', { readonly group: Id; readonly name: string; readonly by: Id }>
  | Is<'GroupAvatarChanged', { readonly group: Id; readonly avatar: string; readonly by: Id }>
  | Is<'GroupOpened', { readonly group: Id; readonly by: Id }>
  | Is<'GroupClosed', { readonly group: Id; readonly by: Id }>
  | Is<'GroupDeleted', { readonly group: Id; readonly by: Id }>

export type Status = 'none' | 'open' | 'closed' | 'deleted'

export interface Group {
  id: Id
  name: string
  avatar: string
  status: Status
}

export const initial = (): Group => ({ id: '', name: '', avatar: '', status: 'none' })

export const evolve = (group: Group, { type, data }: GroupEvent): Group => {
  switch (type) {
    case 'GroupCreated':
      return Object.assign(group, { id: data.group, name: data.name, avatar: data.avatar, status: 'open' })
    case 'GroupRenamed':
      return Object.assign(group, { name: data.name })
    case 'GroupAvatarChanged':
      return Object.assign(group, { avatar: data.avatar })
    case 'GroupOpened':
      return Object.assign(group, { status: 'open' })
    case 'GroupClosed':
      return Object.assign(group, { status: 'closed' })
    case 'GroupDeleted':
      return Object.assign(group, { status: 'deleted' })
  }
}

type Rule = Decision<GroupEvent, Group>

/** `no-such-group` for one that is unknown or deleted. */
const mustExist = ({ status }: Readonly<Group>): void => {
  if (status === 'none' || status === 'deleted') throw new Rejection('no-such-group')
}

/** `no-such-group` for one that is unknown, deleted or closed. */
export const mustBeOpen = ({ status }: Readonly<Group>): void => {
  if (status !== 'open') throw new Rejection('no-such-group')
}

/** May somebody who has entered, or has not, say this here (`behaviour.md 4.2`)? Announcements (kind 0) are for staff. */
export const checkSpeaker = (
  group: Readonly<Group>,
  { entered, isStaff, kind }: { entered: boolean; isStaff: boolean; kind: number },
): void => {
  mustBeOpen(group)
  if (!entered) throw new Rejection('not-in-group')
  if (kind === 0 && !isStaff) throw new Rejection('may-not-announce')
}

export const create =
  (facts: Extract<GroupEvent, { type: 'GroupCreated' }>['data']): Rule =>
  (group) => {
    if (group.status !== 'none') throw new Rejection('internal', 'the id of a new chat room is taken')
    return [{ type: 'GroupCreated', data: facts }]
  }

export const rename =
  (by: Id, name: string): Rule =>
  (group) => {
    mustExist(group)
    return group.name === name ? [] : [{ type: 'GroupRenamed', data: { group: group.id, name, by } }]
  }

export const changeAvatar =
  (by: Id, avatar: string): Rule =>
  (group) => {
    mustExist(group)
    return group.avatar === avatar ? [] : [{ type: 'GroupAvatarChanged', data: { group: group.id, avatar, by } }]
  }

const changes = { open: 'GroupOpened', closed: 'GroupClosed', deleted: 'GroupDeleted' } as const

/** A deleted one stays deleted (`behaviour.md 6.4`). */
export const setStatus =
  (by: Id, status: keyof typeof changes): Rule =>
  (group) => {
    if (group.status === status) return []
    mustExist(group)
    return [{ type: changes[status], data: { group: group.id, by } }]
  }
