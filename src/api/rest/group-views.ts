import type { Context } from '../../commands/context.js'
import { Rejection } from '../../domain/decision.js'
import type { Id } from '../../domain/ids.js'
import type { GroupDocument } from '../../projections/groups.js'
import { groups } from '../../projections/groups.js'
import { one } from '../../projections/models.js'
import type { UserDocument } from '../../projections/users.js'
import { users } from '../../projections/users.js'
import type { Sealing } from '../../services/sealing.js'
import { groupView, visitorName } from '../group-wire.js'

/** Chat rooms of one status that a list shows at most. */
const MANY = 2_000

/** The chat room unless it is unknown or deleted: then `no-such-group`. */
export const knownGroup = async ({ models }: Context, id: Id): Promise<GroupDocument> => {
  const group = await one(models, groups, id)
  if (!group || group.status === 'deleted') throw new Rejection('no-such-group')
  return group
}

/** The reply of group/info. */
export const groupInfo = async (context: Context, id: Id): Promise<object> =>
  groupView(await knownGroup(context, id), context.presence.inGroup(id))

export interface Wanted {
  /** 1 open, 2 closed, 3 both. */
  readonly groupStatus: 1 | 2 | 3
  /** Part of the name. */
  readonly groupName: string
  /** ms, inclusive; they count where 0 < startTime < endTime. */
  readonly startTime: number
  readonly endTime: number
}

const statuses = { 1: ['open'], 2: ['closed'], 3: ['open', 'closed'] } as const

/** Newest first (`behaviour.md 2.6`). */
export const groupList = async (
  { models, presence }: Context,
  { groupStatus, groupName, startTime, endTime }: Wanted,
): Promise<object> => {
  const span = startTime > 0 && startTime < endTime ? { least: startTime, most: endTime } : {}
  const found = await Promise.all(
    statuses[groupStatus].map((status) =>
      models.find(groups, { index: 'byStatus', equals: [status], ...span, limit: MANY }),
    ),
  )
  const listed = found
    .flat()
    .filter(({ name }) => name.includes(groupName))
    .sort((one, other) => other.createdAt - one.createdAt)
  return { groups: listed.map((group) => groupView(group, presence.inGroup(group.id))) }
}

/** 138****0000 (`product.md 7`). */
const masked = (mobile: string): string => `${mobile.slice(0, 3)}****${mobile.slice(-4)}`

const userItem = ({ id, name, avatar, phone, level }: UserDocument, sealing: Sealing) => ({
  id,
  name,
  avatar,
  uid: id,
  account: masked(sealing.unseal(phone)),
  verified: 2,
  userLevel: Math.min(level, 2),
})

const visitorItem = (id: string) => ({
  id,
  name: visitorName(id),
  avatar: '',
  uid: '',
  account: id,
  verified: 2,
  userLevel: 0,
})

type Someone = { readonly name: string; readonly item: () => object }

/** Who is in an open chat room, users before visitors; `queryUserName` is part of a name (`behaviour.md 6.3`). */
export const groupUsers = async (
  { models, presence, ...context }: Context,
  sealing: Sealing,
  { groupId, queryUserName, page, number }: { groupId: Id; queryUserName: string; page: number; number: number },
): Promise<object> => {
  const group = await knownGroup({ models, presence, ...context }, groupId)
  if (group.status !== 'open') throw new Rejection('no-such-group')
  const inside = presence.inGroup(groupId)
  const known = await models.get(users, [...inside.users].sort())
  const people: readonly Someone[] = [
    ...known.flatMap((user) => (user ? [{ name: user.name, item: () => userItem(user, sealing) }] : [])),
    ...[...inside.visitors].sort().map((id) => ({ name: visitorName(id), item: () => visitorItem(id) })),
  ]
  const fits = people.filter(({ name }) => name.includes(queryUserName))
  const shown = fits.slice((page - 1) * number, page * number)
  return { totalnum: fits.length, userList: shown.map(({ item }) => ({ ...item(), remark: '' })) }
}

/** A user, or a visitor who is connected; else `unknown-user`. Times of a mute are 0 where there is none. */
export const groupUser = async (
  { models, presence, clock }: Context,
  sealing: Sealing,
  id: string,
): Promise<object> => {
  const user = await one(models, users, id)
  if (user) {
    const isMuted = user.mutedUntil > clock.now()
    const times = isMuted ? [user.mutedFrom, user.mutedUntil - user.mutedFrom] : [0, 0]
    return { ...userItem(user, sealing), mutedTime: times[0], mutedLastTime: times[1] }
  }
  if (!presence.isVisiting(id)) throw new Rejection('unknown-user')
  return { ...visitorItem(id), mutedTime: 0, mutedLastTime: 0 }
}
