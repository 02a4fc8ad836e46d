import { z } from 'zod'
import { muteUser, reportUser } from '../../commands/moderation.js'
import { id, time } from '../fields.js'
import { alsoCalled } from '../wire.js'
import { askerOf } from './asker.js'
import type { Route } from './route.js'
import { route } from './route.js'

/** Mutes and reports (`behaviour.md 2.1, 4.8`). A message is reported by its logId. */
export const moderationRoutes: readonly Route[] = [
  route(
    ['/user/muted', '/group/muted'],
    'user',
    {
      summary: 'Staff keep a user from speaking anywhere for so many ms; 0 lets him speak again.',
      input: z.object({ id, muted_time: alsoCalled(time, 'mutedTime', 'time') }),
      refuses: ['not-allowed', 'unknown-user'],
    },
    (context, { id: user, muted_time: duration }) => muteUser(context, { by: askerOf(context), user, duration }),
  ),
  route(
    '/group/report',
    'user',
    {
      summary: 'Reports a message of a user by its logId; every tenth report of him mutes him for half an hour.',
      input: z.object({ id, msgId: id }),
      refuses: ['unknown-user', 'is-oneself'],
    },
    (context, { id: user, msgId: logId }) => reportUser(context, { by: askerOf(context), user, logId }),
  ),
]
