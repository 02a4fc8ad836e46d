import type { RecordedOf } from '../../domain/events.js'
import { placeOf } from '../../domain/ids.js'
import { loadProfiles } from '../message-wire.js'
import type { Connection } from './connection.js'
import type { Hall } from './hall.js'
import { sendTo } from './hall.js'
import { jsonFrame } from './text-frame.js'

/** Event 3: to all sockets of who was muted, or may speak again; then the times are 0. With the older server's keys. */
export const pushMute = (
  hall: Hall,
  { data: { user, from, until }, metadata: { at } }: RecordedOf<'UserMuted'>,
): void => {
  const [mutedTime, mutedLastTime] = [from, until - from]
  const older = { event_type: 3, muted_time: mutedTime, muted_last_time: mutedLastTime }
  sendTo(hall, [user], jsonFrame({ eventType: 3, mutedTime, mutedLastTime, datetime: at, ...older }))
}

const RECALLED = 1
const DELETED = 2

/** Clients of the older generation in this conversation: newer ones log out on event 10 (`behaviour.md 2.3`). */
const olderClients = ({ audience }: Hall, conversation: string): readonly Connection[] => {
  const place = placeOf(conversation)
  const all =
    place.kind === 'friend'
      ? place.users.flatMap((user) => audience.connectionsOf(user))
      : (audience.channel(conversation)?.seats ?? []).map(({ connection }) => connection)
  return all.filter(({ parts: { person } }) => 'generation' in person && person.generation === 18)
}

/** Event 10. */
export const pushRemoval = async (
  hall: Hall,
  { type, data: { conversation, logId, by } }: RecordedOf<'MessageRecalled' | 'MessageDeleted'>,
): Promise<void> => {
  const clients = olderClients(hall, conversation)
  if (clients.length === 0) return
  const profiles = await loadProfiles(hall.core.models, [by])
  const logType = placeOf(conversation).kind === 'friend' ? 2 : 1
  const operateType = type === 'MessageRecalled' ? RECALLED : DELETED
  const userName = profiles.get(by)?.name ?? ''
  const frame = jsonFrame({ eventType: 10, logType, logId, operateType, userName })
  for (const connection of clients) connection.send(frame)
}
