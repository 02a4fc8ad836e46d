import { z } from 'zod'
import * as friendship from '../../commands/friendship.js'
import { id, oneOrTwo, oneToThree, optionalText, pageNumber, reason, remark, startId, time } from '../fields.js'
import { askerOf } from './asker.js'
import { friendList, friendLog, requestList, unreadFriends } from './friend-views.js'
import { friendListReply, requestListReply } from './friend-replies.js'
import { friendMessage, logOf, unreadOf } from './log-replies.js'
import type { Route } from './route.js'
import { route } from './route.js'

/** What is done to a friend may be refused for these. */
const refusedTo = ['is-oneself', 'unknown-user', 'not-friends'] as const

const reading: readonly Route[] = [
  route(
    '/friend/list',
    'user',
    {
      summary: 'Lists one’s friends; with a time those who changed since, ended friendships too.',
      input: z.object({ type: oneToThree, time: time.default(0) }),
      reply: friendListReply,
    },
    (context, input) => friendList(context, askerOf(context), input),
  ),
  route(
    '/friend/requestList',
    'user',
    { summary: 'Lists the friend requests to oneself, newest first.', reply: requestListReply },
    (context) => requestList(context, askerOf(context)),
  ),
  route(
    '/friend/unread',
    'user',
    { summary: 'Counts unread messages by friend.', reply: unreadOf(friendMessage) },
    (context) => unreadFriends(context, askerOf(context)),
  ),
  route(
    '/friend/chatLog',
    'user',
    {
      summary: 'Pages through the messages with a friend, which then count as read.',
      input: z.object({ id, startId: startId.optional(), number: pageNumber }),
      reply: logOf(friendMessage),
      refuses: refusedTo,
    },
    (context, { id: friend, ...page }) => friendLog(context, askerOf(context), friend, page),
  ),
]

const changing: readonly Route[] = [
  route(
    '/friend/add',
    'user',
    {
      summary: 'Asks a user to become friends.',
      input: z.object({ id, remark: optionalText(20), reason, roomId: id.optional() }),
      refuses: [
        'is-oneself',
        'unknown-user',
        'already-friends',
        'no-such-room',
        'adding-friends-forbidden',
        'not-a-member',
      ],
    },
    (context, { id: other, roomId, ...rest }) => {
      const from = roomId === undefined || roomId === '0' ? {} : { room: roomId }
      return friendship.requestFriend(context, { by: askerOf(context), other, ...rest, ...from })
    },
  ),
  route(
    '/friend/response',
    'user',
    {
      summary: 'Answers the friend request of a user: 1 yes, 2 no.',
      input: z.object({ id, agree: oneOrTwo }),
      refuses: ['no-such-request', 'request-already-answered', 'already-friends'],
    },
    (context, { id: other, agree }) =>
      friendship.respondFriend(context, { by: askerOf(context), other, agree: agree === 1 }),
  ),
  route(
    '/friend/delete',
    'user',
    { summary: 'Ends a friendship for both.', input: z.object({ id }), refuses: refusedTo },
    (context, { id: other }) => friendship.removeFriend(context, { by: askerOf(context), other }),
  ),
  route(
    '/friend/setRemark',
    'user',
    { summary: 'Sets what one calls a friend; "" clears it.', input: z.object({ id, remark }), refuses: refusedTo },
    (context, { id: other, remark }) => friendship.setRemark(context, { by: askerOf(context), other, remark }),
  ),
  route(
    '/friend/setNoDisturbing',
    'user',
    {
      summary: 'Mutes a friend’s messages for oneself: 1 on, 2 off.',
      input: z.object({ id, setNoDisturbing: oneOrTwo }),
      refuses: refusedTo,
    },
    (context, { id: other, setNoDisturbing: noDisturbing }) =>
      friendship.setSwitches(context, { by: askerOf(context), other, noDisturbing }),
  ),
  route(
    '/friend/stickyOnTop',
    'user',
    {
      summary: 'Keeps a friend on top of the list: 1 on, 2 off.',
      input: z.object({ id, stickyOnTop: oneOrTwo }),
      refuses: refusedTo,
    },
    (context, { id: other, stickyOnTop: onTop }) =>
      friendship.setSwitches(context, { by: askerOf(context), other, onTop }),
  ),
]

export const friendRoutes: readonly Route[] = [...reading, ...changing]
