import { WAITING } from './application.js'
import type { Decision } from './decision.js'
import { Rejection } from './decision.js'
import type { Friendship, FriendshipEvent, Request, Side } from './friendship.js'
import type { Id } from './ids.js'
import { mustBeLive } from './room-rules.js'
import type { Room } from './room.js'

type Rule = Decision<FriendshipEvent, Friendship>

/** `is-oneself`: a friend call with one's own id. */
export const mustBeAnother = (user: Id, other: Id): void => {
  if (user === other) throw new Rejection('is-oneself')
}
const mustBeFriends = (friendship: Readonly<Friendship>): void => {
  if (!friendship.friends) throw new Rejection('not-friends')
}

/** May these two write to each other (`behaviour.md 4.2`)? Rejects with `is-oneself`, `not-friends`. */
export const checkFriends = (friendship: Readonly<Friendship>, user: Id, other: Id): void => {
  mustBeAnother(user, other)
  mustBeFriends(friendship)
}

/** Two may meet in a room that lives, allows it, and has both (`behaviour.md 5.7`, in this order). */
const mustAllowMeeting = (room: Readonly<Room>, one: Id, other: Id): void => {
  mustBeLive(room)
  if (room.canAddFriend === 2) throw new Rejection('adding-friends-forbidden')
  if (!room.members.has(one) || !room.members.has(other)) throw new Rejection('not-a-member')
}

/**
 * Asks to become friends, at any time but as friends; asking again renews reason, remark, room and time and keeps the id (`behaviour.md 5.7`).
 * `request`: the id of a first request. `room`: the one that both know each other from.
 */
export const request =
  (facts: { request: Id; applicant: Id; target: Id; reason: string; remark: string; room?: Readonly<Room> }): Rule =>
  (friendship) => {
    const { applicant, target, room, ...rest } = facts
    if (friendship.friends) throw new Rejection('already-friends')
    if (room) mustAllowMeeting(room, applicant, target)
    const id = friendship.requests.get(applicant)?.id ?? facts.request
    const from = room ? { room: room.id } : {}
    return [{ type: 'FriendRequested', data: { ...rest, request: id, applicant, target, ...from } }]
  }

/** The request of this applicant that nobody has answered, else `no-such-request`, `request-already-answered`. */
const waiting = (friendship: Readonly<Friendship>, applicant: Id): Request => {
  const found = friendship.requests.get(applicant)
  if (!found) throw new Rejection('no-such-request')
  if (found.status !== WAITING) throw new Rejection('request-already-answered')
  return found
}

/**
 * `behaviour.md 5.7`; the second of two crosswise requests is accepted with the first: `already-friends` (`product.md 7`).
 * `lives`: whether a room can still be told of it.
 */
export const accept =
  (applicant: Id, target: Id, lives: (room: Id) => boolean): Rule =>
  (friendship) => {
    if (friendship.friends && friendship.requests.get(applicant)?.crosswise) throw new Rejection('already-friends')
    const { id, remark, room } = waiting(friendship, applicant)
    const other = friendship.requests.get(target)
    const details = {
      ...(room !== undefined && lives(room) ? { room } : {}),
      ...(other?.status === WAITING ? { crosswise: other.id } : {}),
    }
    return [{ type: 'FriendAccepted', data: { request: id, applicant, target, remark, ...details } }]
  }

export const refuse =
  (applicant: Id, target: Id): Rule =>
  (friendship) => {
    const { id } = waiting(friendship, applicant)
    return [{ type: 'FriendRefused', data: { request: id, applicant, target } }]
  }

/** Ends the friendship for both. */
export const remove =
  (by: Id, other: Id): Rule =>
  (friendship) => {
    mustBeFriends(friendship)
    return [{ type: 'FriendRemoved', data: { by, other } }]
  }

/** What one calls the other; "" clears it. */
export const setRemark =
  (by: Id, other: Id, remark: string): Rule =>
  (friendship) => {
    mustBeFriends(friendship)
    if (friendship.sides.get(by)?.remark === remark) return []
    return [{ type: 'FriendRemarkSet', data: { by, other, remark } }]
  }

/** One's own switches for the other: 1 on, 2 off. */
export const setSwitches =
  (by: Id, other: Id, wanted: Partial<Pick<Side, 'noDisturbing' | 'onTop'>>): Rule =>
  (friendship) => {
    mustBeFriends(friendship)
    const side = friendship.sides.get(by)
    const same = (['noDisturbing', 'onTop'] as const).every((name) => (wanted[name] ?? side?.[name]) === side?.[name])
    return same ? [] : [{ type: 'FriendSwitchesSet', data: { by, other, ...wanted } }]
  }
