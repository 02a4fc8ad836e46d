import type { Decision } from '../domain/decision.js'
import { Rejection } from '../domain/decision.js'
import type { GroupEvent } from '../domain/group.js'
import * as Group from '../domain/group.js'
import type { Id } from '../domain/ids.js'
import * as User from '../domain/user.js'
import type { Context } from './context.js'
import { keyOfGroup } from './keys.js'
import { newId, perform, takenAway } from './perform.js'

/** Chat rooms are run by customer service and administrators (`behaviour.md 6.5`), else `not-staff`. */
const onGroup = (context: Context, by: Id, group: Id, rule: Decision<GroupEvent, Group.Group>) =>
  perform<Group.Group, GroupEvent>(context, {
    key: keyOfGroup(group),
    stream: Group.streamOf(group),
    aggregate: Group,
    decide: (facts) => {
      if (!User.isStaff(facts(User.streamOf(by), User))) throw new Rejection('not-staff')
      return rule
    },
  })

/** Creates a chat room, which is open. */
export const createGroup = async (
  context: Context,
  { by, name, avatar }: { by: Id; name: string; avatar: string },
): Promise<void> => {
  const group = newId(context, 'group')
  await onGroup(context, by, group, Group.create({ group, name, avatar, by }))
}

export const renameGroup = async (
  context: Context,
  { by, group, name }: { by: Id; group: Id; name: string },
): Promise<void> => {
  await onGroup(context, by, group, Group.rename(by, name))
}

export const changeGroupAvatar = async (
  context: Context,
  { by, group, avatar }: { by: Id; group: Id; avatar: string },
): Promise<void> => {
  await onGroup(context, by, group, Group.changeAvatar(by, avatar))
}

/** Opens, closes or deletes a chat room; in one that is not open nobody is any more, and nobody speaks, from the answer on (G6). */
export const setGroupStatus = async (
  context: Context,
  { by, group, status }: { by: Id; group: Id; status: 'open' | 'closed' | 'deleted' },
): Promise<void> => {
  await onGroup(context, by, group, Group.setStatus(by, status))
  await takenAway(context)
}
