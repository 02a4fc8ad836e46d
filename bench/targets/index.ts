import type { Options, Row } from '../report/row.js'
import { connections, presence } from './connections.js'
import { chatRoom, fanout } from './fanout.js'
import { history } from './history.js'
import { invite } from './invite.js'
import { log } from './log.js'
import { rebuild } from './rebuild.js'
import { rooms } from './rooms.js'
import { send } from './send.js'
import { start } from './start.js'
import { unread } from './unread.js'

/** By name, in the order of the table. */
export const targets: Readonly<Record<string, (options: Options) => Promise<readonly Row[]>>> = {
  send,
  fanout,
  'chat-room': chatRoom,
  connections,
  history,
  unread,
  rebuild,
  start,
  log,
  invite,
  rooms,
  presence,
}

/** Those that can be measured on other stores, too. */
export const onStores: readonly string[] = ['send', 'fanout', 'history', 'rebuild']
