import { z } from 'zod'
import * as friendship from '../../commands/friendship.js'
import { id, oneOrTwo, oneToThree, optionalText, pageNumber, reason, remark, startId, time } from '../fields.js'
import { askerOf } from './asker.js'
import { friendList, friendLog, requestList, unreadFriends } from './friend-views.js'
import type { Route } from './route.js'
import { route } from './route.js'

const reading: readonly Route[] = [
  route('/friend/list', 'user', z.object({ type: oneToThree, time: time.default(0) }), (context, input) =>
    friendList(context, askerOf(context), input),
  ),
  route('/friend/requestList', 'user', z.object({}), (context) => requestList(context, askerOf(context))),
  route('/friend/unread', 'user', z.object({}), (context) => unreadFriends(context, askerOf(context))),
  route(
    '/friend/chatLog',
    'user',
    z.object({ id, startId: startId.optional(), number: pageNumber }),
    (context, { id: friend, ...page }) => friendLog(context, askerOf(context), friend, page),
  ),
]

const changing: readonly Route[] = [
  route(
    '/friend/add',
    'user',
    z.object({ id, remark: optionalText(20), reason, roomId: id.optional() }),
    (context, { id: other, roomId, ...rest }) => {
      const from = roomId === undefined || roomId === '0' ? {} : { room: roomId }
      return friendship.requestFriend(context, { by: askerOf(context), other, ...rest, ...from })
    },
  ),
  route('/friend/response', 'user', z.object({ id, agree: oneOrTwo }), (context, { id: other, agree }) =>
    friendship.respondFriend(context, { by: askerOf(context), other, agree: agree === 1 }),
  ),
  route('/friend/delete', 'user', z.object({ id }), (context, { id: other }) =>
    friendship.removeFriend(context, { by: askerOf(context), other }),
  ),
  route('/friend/setRemark', 'user', z.object({ id, remark }), (context, { id: other, remark }) =>
    friendship.setRemark(context, { by: askerOf(context), other, remark }),
  ),
  route(
    '/friend/setNoDisturbing',
    'user',
    z.object({ id, setNoDisturbing: oneOrTwo }),
    (context, { id: other, setNoDisturbing: noDisturbing }) =>
      friendship.setSwitches(context, { by: askerOf(context), other, noDisturbing }),
  ),
  route(
    '/friend/stickyOnTop',
    'user',
    z.object({ id, stickyOnTop: oneOrTwo }),
    (context, { id: other, stickyOnTop: onTop }) =>
      friendship.setSwitches(context, { by: askerOf(context), other, onTop }),
  ),
]

export const friendRoutes: readonly Route[] = [...reading, ...changing]
