import { z } from 'zod'
import * as Groups from '../../commands/group.js'
import { Rejection } from '../../domain/decision.js'
import { groupConversation } from '../../domain/ids.js'
import type { Sealing } from '../../services/sealing.js'
import { chatLog } from '../chat-log.js'
import { httpUrl, id, integer, oneToThree, optionalText, pageNumber, startId, text, time } from '../fields.js'
import type { StatusEncoding } from '../group-wire.js'
import { statusOf } from '../group-wire.js'
import { logItem } from '../message-wire.js'
import { askerOf } from './asker.js'
import { groupInfo, groupList, groupUser, groupUsers, knownGroup } from './group-views.js'
import type { Route } from './route.js'
import { route } from './route.js'

const LONGEST_NAME = 45

const groupId = z.object({ groupId: id })

/** A user's id, or what a visitor calls himself. */
const someone = z.union([text(1, 100), z.number().transform(String)], {
  error: 'must be a text of 1 to 100 characters',
})

const reading = (sealing: Sealing): readonly Route[] => [
  route(
    '/group/list',
    'anyone',
    z.object({
      groupStatus: oneToThree,
      groupName: optionalText(LONGEST_NAME),
      startTime: time.default(0),
      endTime: time.default(0),
    }),
    groupList,
  ),
  route('/group/info', 'anyone', groupId, (context, input) => groupInfo(context, input.groupId)),
  route(
    '/group/userList',
    'anyone',
    groupId.extend({
      queryUserName: optionalText(100),
      page: integer(1, 100_000).default(1),
      number: pageNumber,
    }),
    (context, input) => groupUsers(context, sealing, input),
  ),
  route('/group/userInfo', 'anyone', z.object({ id: someone }), (context, input) =>
    groupUser(context, sealing, input.id),
  ),
  route('/group/getOnlineNumber', 'anyone', groupId, async ({ presence }, input) => {
    const { users, visitors } = await presence.inGroup(input.groupId)
    return { totalNumber: users.size + visitors.size }
  }),
  route(
    '/group/getGroupChatHistory',
    'user',
    z.object({ id, startId: startId.optional(), number: pageNumber }),
    async (context, { id: group, ...page }) => {
      await knownGroup(context, group)
      return chatLog(context, askerOf(context), { ...page, conversation: groupConversation(group), item: logItem })
    },
  ),
]

const name = text(1, LONGEST_NAME)

/** The names of the parameters are those of the API text; a creation answers {} and is told by event 7. */
const changing = (encoding: StatusEncoding): readonly Route[] => [
  route(
    '/group/addGroup',
    'user',
    z.object({ groupName: name, avatar: z.union([z.literal(''), httpUrl]).default('') }),
    (context, input) =>
      Groups.createGroup(context, { by: askerOf(context), name: input.groupName, avatar: input.avatar }),
  ),
  route('/group/editGroupName', 'user', groupId.extend({ groupName: name }), (context, input) =>
    Groups.renameGroup(context, { by: askerOf(context), group: input.groupId, name: input.groupName }),
  ),
  route('/group/editAvatar', 'user', groupId.extend({ avatar: httpUrl }), (context, input) =>
    Groups.changeGroupAvatar(context, { by: askerOf(context), group: input.groupId, avatar: input.avatar }),
  ),
  route('/group/setStatus', 'user', groupId.extend({ type: integer(0, 3) }), (context, input) => {
    const status = statusOf(encoding, input.type)
    if (status === undefined) throw new Rejection('bad-parameter', 'type is no status')
    return Groups.setGroupStatus(context, { by: askerOf(context), group: input.groupId, status })
  }),
]

/** Chat rooms (`behaviour.md 2.6, 6`). */
export const groupRoutes = (sealing: Sealing, encoding: StatusEncoding): readonly Route[] => [
  ...reading(sealing),
  ...changing(encoding),
]
