import { z } from 'zod'
import { changeAvatar, rename } from '../../commands/user.js'
import type { Sealing } from '../../services/sealing.js'
import { httpUrl, id, text } from '../fields.js'
import { userInfo } from '../user-info.js'
import { askerOf } from './asker.js'
import { route } from './route.js'

export const userRoutes = (sealing: Sealing) => [
  route('/user/userInfo', 'user', z.object({ id: id.optional() }), (context, { id = askerOf(context) }) =>
    userInfo(context, sealing, id),
  ),
  route('/user/editAvatar', 'user', z.object({ avatar: httpUrl }), (context, { avatar }) =>
    changeAvatar(context, { user: askerOf(context), avatar }),
  ),
  route('/user/editNickname', 'user', z.object({ nickname: text(1, 20) }), (context, { nickname: name }) =>
    rename(context, { user: askerOf(context), name }),
  ),
]
