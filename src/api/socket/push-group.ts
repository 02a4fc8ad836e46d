import type { RecordedOf } from '../../domain/events.js'
import type { Id } from '../../domain/ids.js'
import { groupConversation } from '../../domain/ids.js'
import { groups } from '../../projections/groups.js'
import { one } from '../../projections/models.js'
import { groupView, openInEvents } from '../group-wire.js'
import type { Hall } from './hall.js'
import { jsonFrame } from './text-frame.js'

const tellEverybody = ({ audience }: Hall, frame: Buffer): void => {
  for (const connection of audience.everybody()) connection.send(frame)
}

/** Event 7: to everybody, visitors too (`behaviour.md 3.2`). */
export const pushGroupOpened = async (
  hall: Hall,
  { data: { group } }: RecordedOf<'GroupCreated' | 'GroupOpened'>,
): Promise<void> => {
  const found = await one(hall.core.models, groups, group)
  if (!found) return
  const status = openInEvents(hall.statusEncoding)
  const view = groupView(found, hall.audience.occupants(group))
  tellEverybody(hall, jsonFrame({ eventType: 7, ...view, status }))
}

/** Events 4 and 5: to everybody; from here on nobody is inside. The older server wrote its keys in snake case. */
const pushGroupGone =
  (eventType: 4 | 5) =>
  (hall: Hall, { data, metadata: { at: datetime } }: { data: { group: Id }; metadata: { at: number } }): void => {
    const { group } = data
    tellEverybody(hall, jsonFrame({ eventType, event_type: eventType, groupId: group, group_id: group, datetime }))
    hall.audience.empty(groupConversation(group))
  }
export const pushGroupClosed = pushGroupGone(4)
export const pushGroupDeleted = pushGroupGone(5)
