import type { Id } from '../domain/ids.js'
import { pairOf } from '../domain/ids.js'

/** Commands with the same key take turns (`DESIGN.md 4`): everything of a room and of its conversation, … */
export const keyOfRoom = (room: Id): string => `room:${room}`
/** … of two users and what they say to each other, in either order, … */
export const keyOfPair = (one: Id, other: Id): string => `pair:${pairOf(one, other).join('_')}`
/** … of one user. */
export const keyOfUser = (user: Id): string => `user:${user}`
