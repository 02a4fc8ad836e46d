import type { Time } from '../domain/decision.js'
import type { Id } from '../domain/ids.js'
import type { Models } from './models.js'
import { patch, projection } from './projection.js'

/** A friend as one of the two sees him; each of them has such a document. */
export interface Friend {
  readonly userId: Id
  readonly friendId: Id
  readonly remark: string
  /** 1 on, 2 off. */
  readonly noDisturbing: 1 | 2
  readonly onTop: 1 | 2
  /** Since when friends; once removed, since when no longer (`behaviour.md 5.8`). */
  readonly addTime: Time
  readonly deleted: boolean
}

export const keyOfFriend = (user: Id, friend: Id): string => `${user}/${friend}`

const ended = (at: Time) => patch<Friend>({ deleted: true, addTime: at })

/** Friends and former friends of each user. `byState` has the live ones (`deleted` false) apart. */
export const friends = projection<Friend>({
  name: 'friends',
  version: 1,
  indexes: { byUser: ['userId', 'addTime'], byState: ['userId', 'deleted', 'addTime'] },
  on: {
    FriendAccepted: ({ data: { applicant, target, remark }, metadata: { at } }) => [
      [keyOfFriend(applicant, target), () => begun(applicant, target, remark, at)],
      [keyOfFriend(target, applicant), (former) => begun(target, applicant, former?.remark ?? '', at)],
    ],
    FriendRemoved: ({ data: { by, other }, metadata: { at } }) => [
      [keyOfFriend(by, other), ended(at)],
      [keyOfFriend(other, by), ended(at)],
    ],
    FriendRemarkSet: ({ data: { by, other, remark } }) => [[keyOfFriend(by, other), patch<Friend>({ remark })]],
    FriendSwitchesSet: ({ data: { by, other, ...switches } }) => [[keyOfFriend(by, other), patch<Friend>(switches)]],
  },
})

const begun = (userId: Id, friendId: Id, remark: string, addTime: Time): Friend => ({
  userId,
  friendId,
  remark,
  noDisturbing: 2,
  onTop: 2,
  addTime,
  deleted: false,
})

/** So many friends of one user are looked at. */
const MOST_FRIENDS = 5_000

/** Friends of a user in the order of `addTime`. */
export const friendsOf = (models: Models, user: Id): Promise<readonly Friend[]> =>
  models.find(friends, { index: 'byState', equals: [user, false], limit: MOST_FRIENDS })

/** Who became a friend, or was removed, at this time (ms) or later (`behaviour.md 5.8`). */
export const friendsChangedSince = (models: Models, user: Id, since: Time): Promise<readonly Friend[]> =>
  models.find(friends, { index: 'byUser', equals: [user], least: since, limit: MOST_FRIENDS })
