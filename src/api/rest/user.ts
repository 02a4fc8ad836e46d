import { z } from 'zod'
import { changeAvatar, rename } from '../../commands/user.js'
import type { Sealing } from '../../services/sealing.js'
import { httpUrl, id, text } from '../fields.js'
import { userInfo } from '../user-info.js'
import { askerOf } from './asker.js'
import { route } from './route.js'
import { userInfoReply } from './user-replies.js'

export const userRoutes = (sealing: Sealing) => [
  route(
    '/user/userInfo',
    'user',
    {
      summary: 'Shows a user, without id oneself.',
      input: z.object({ id: id.optional() }),
      reply: userInfoReply,
      refuses: ['unknown-user'],
    },
    (context, { id = askerOf(context) }) => userInfo(context, sealing, id),
  ),
  route(
    '/user/editAvatar',
    'user',
    { summary: 'Changes one’s own avatar.', input: z.object({ avatar: httpUrl }) },
    (context, { avatar }) => changeAvatar(context, { user: askerOf(context), avatar }),
  ),
  route(
    '/user/editNickname',
    'user',
    { summary: 'Changes one’s own name.', input: z.object({ nickname: text(1, 20) }) },
    (context, { nickname: name }) => rename(context, { user: askerOf(context), name }),
  ),
]
