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
import { groupCountReply, groupListReply, groupReply, groupUserReply, groupUsersReply } from './group-replies.js'
import { groupInfo, groupList, groupUser, groupUsers, knownGroup } from './group-views.js'
import { logOf, message } from './log-replies.js'
import type { Route } from './route.js'
import { route } from './route.js'

const LONGEST_NAME = 45

const groupId = z.object({ groupId: id })

/** A user's id, or what a visitor calls himself. */
const someone = z.union([text(1, 100), z.number().transform(String)], {
  error: 'must be a text of 1 to 100 characters',
})

const unknown = ['no-such-group'] as const
const ofStaff = ['not-staff', 'no-such-group'] as const

const reading = (sealing: Sealing): readonly Route[] => [
  route(
    '/group/list',
    'anyone',
    {
      summary: 'Lists chat rooms, newest first: 1 open, 2 closed, 3 both.',
      input: z.object({
        groupStatus: oneToThree,
        groupName: optionalText(LONGEST_NAME),
        startTime: time.default(0),
        endTime: time.default(0),
      }),
      reply: groupListReply,
    },
    groupList,
  ),
  route(
    '/group/info',
    'anyone',
    { summary: 'Shows a chat room.', input: groupId, reply: groupReply, refuses: unknown },
    (context, input) => groupInfo(context, input.groupId),
  ),
  route(
    '/group/userList',
    'anyone',
    {
      summary: 'Pages through who is in an open chat room, users before visitors.',
      input: groupId.extend({
        queryUserName: optionalText(100),
        page: integer(1, 100_000).default(1),
        number: pageNumber,
      }),
      reply: groupUsersReply,
      refuses: unknown,
    },
    (context, input) => groupUsers(context, sealing, input),
  ),
  route(
    '/group/userInfo',
    'anyone',
    {
      summary: 'Shows a user, or a visitor who is connected.',
      input: z.object({ id: someone }),
      reply: groupUserReply,
      refuses: ['unknown-user'],
    },
    (context, input) => groupUser(context, sealing, input.id),
  ),
  route(
    '/group/getOnlineNumber',
    'anyone',
    { summary: 'Counts who is in a chat room.', input: groupId, reply: groupCountReply },
    async ({ presence }, input) => {
      const { users, visitors } = presence.inGroup(input.groupId)
      return { totalNumber: users.size + visitors.size }
    },
  ),
  route(
    '/group/getGroupChatHistory',
    'user',
    {
      summary: 'Pages through the messages of a chat room.',
      input: z.object({ id, startId: startId.optional(), number: pageNumber }),
      reply: logOf(message),
      refuses: unknown,
    },
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
    {
      summary: 'Staff open a new chat room, which event 7 tells everybody.',
      input: z.object({ groupName: name, avatar: z.union([z.literal(''), httpUrl]).default('') }),
      refuses: ['not-staff'],
    },
    (context, input) =>
      Groups.createGroup(context, { by: askerOf(context), name: input.groupName, avatar: input.avatar }),
  ),
  route(
    '/group/editGroupName',
    'user',
    { summary: 'Staff rename a chat room.', input: groupId.extend({ groupName: name }), refuses: ofStaff },
    (context, input) =>
      Groups.renameGroup(context, { by: askerOf(context), group: input.groupId, name: input.groupName }),
  ),
  route(
    '/group/editAvatar',
    'user',
    {
      summary: 'Staff change the avatar of a chat room.',
      input: groupId.extend({ avatar: httpUrl }),
      refuses: ofStaff,
    },
    (context, input) =>
      Groups.changeGroupAvatar(context, { by: askerOf(context), group: input.groupId, avatar: input.avatar }),
  ),
  route(
    '/group/setStatus',
    'user',
    {
      summary: 'Staff open (0), close (1) or delete (2, 3) a chat room; GROUP_STATUS_ENCODING=server counts from 1.',
      input: groupId.extend({ type: integer(0, 3) }),
      refuses: ofStaff,
    },
    (context, input) => {
      const status = statusOf(encoding, input.type)
      if (status === undefined) throw new Rejection('bad-parameter', 'type is no status')
      return Groups.setGroupStatus(context, { by: askerOf(context), group: input.groupId, status })
    },
  ),
]

/** Chat rooms (`behaviour.md 2.6, 6`). */
export const groupRoutes = (sealing: Sealing, encoding: StatusEncoding): readonly Route[] => [
  ...reading(sealing),
  ...changing(encoding),
]
