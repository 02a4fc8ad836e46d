import { z } from 'zod'
import { deleteMessage, recallMessage } from '../../commands/removal.js'
import { id, oneOrTwo } from '../fields.js'
import { askerOf } from './asker.js'
import type { Route } from './route.js'
import { route } from './route.js'

/** `type`: 1 in a room, 2 from a friend. */
const message = z.object({ logId: id, type: oneOrTwo })

/** The API text gives no paths to these two (`behaviour.md 2.3`). */
export const removalRoutes: readonly Route[] = [
  route(
    ['/chat33/RevokeMessage', '/chat33/revokeMsg', '/chat33/withdrawMsg', '/withdrawMsg'],
    'user',
    message,
    (context, input) => recallMessage(context, { by: askerOf(context), ...input }),
  ),
  route(['/chat33/deleteMsg', '/deleteMsg'], 'user', message, (context, input) =>
    deleteMessage(context, { by: askerOf(context), ...input }),
  ),
]
