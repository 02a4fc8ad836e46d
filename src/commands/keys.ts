import type { ConversationId, Id } from '../domain/ids.js'
import { pairOf, placeOf } from '../domain/ids.js'

/** Commands with the same key take turns (`DESIGN.md 4`): everything of a room and of its conversation, … */
export const keyOfRoom = (room: Id): string => `room:${room}`
/** … of two users and what they say to each other, in either order, … */
export const keyOfPair = (one: Id, other: Id): string => `pair:${pairOf(one, other).join('_')}`
/** … of a chat room and what is said there, … */
export const keyOfGroup = (group: Id): string => `group:${group}`
/** … of whatever a conversation belongs to, … */
export const keyOfConversation = (conversation: ConversationId): string => {
  const place = placeOf(conversation)
  if (place.kind === 'friend') return keyOfPair(...place.users)
  return place.kind === 'room' ? keyOfRoom(place.room) : keyOfGroup(place.group)
}
/** … of one user. */
export const keyOfUser = (user: Id): string => `user:${user}`
