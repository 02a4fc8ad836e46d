import type { GroupEvent } from '../../domain/group.js'
import * as Group from '../../domain/group.js'
import type { Id } from '../../domain/ids.js'
import { groupConversation } from '../../domain/ids.js'
import type { Connection } from './connection.js'
import type { Hall } from './hall.js'

/**
 * Event 1: from here on this connection hears the chat room; again, and it is as it was (`behaviour.md 6.2`).
 * @throws Rejection `no-such-group` for one that is not open
 */
export const enterGroup = async ({ core, audience }: Hall, connection: Connection, group: Id): Promise<void> => {
  Group.mustBeOpen(await core.kernel.fresh<Group.Group, GroupEvent>(Group.streamOf(group), Group))
  if (!connection.ended) audience.seat(connection, groupConversation(group))
}

/** Event 2. */
export const leaveGroup = ({ audience }: Hall, connection: Connection, group: Id): void =>
  audience.unseat(connection, groupConversation(group))
