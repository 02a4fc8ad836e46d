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
    {
      summary: 'Takes a message back, which the conversation is told.',
      input: message,
      refuses: [
        'no-such-room-message',
        'no-such-friend-message',
        'no-such-room',
        'not-a-member',
        'may-not-delete',
        'too-old-to-recall',
        'not-allowed',
      ],
    },
    (context, input) => recallMessage(context, { by: askerOf(context), ...input }),
  ),
  route(
    ['/chat33/deleteMsg', '/deleteMsg'],
    'user',
    {
      summary: 'Deletes one’s own message for everybody.',
      input: message,
      refuses: ['may-not-delete', 'no-such-room'],
    },
    (context, input) => deleteMessage(context, { by: askerOf(context), ...input }),
  ),
]
