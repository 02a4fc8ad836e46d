import type { Application } from './application.js'
import { ACCEPTED, REFUSED, WAITING } from './application.js'
import type { Is, Time } from './decision.js'
import type { Id } from './ids.js'
import { pairOf } from './ids.js'

export const streamOf = (one: Id, other: Id): string => `friendship-${pairOf(one, other).join('_')}`

type Switch = 1 | 2

export type FriendshipEvent =
  /** Again: the same id, new reason, remark, room and time (`behaviour.md 5.7`). */
  | Is<
      'FriendRequested',
      {
        readonly request: Id
        readonly applicant: Id
        readonly target: Id
        readonly reason: string
        /** What the applicant will call the target. */
        readonly remark: string
        readonly room?: Id
      }
    >
  | Is<'FriendRefused', { readonly request: Id; readonly applicant: Id; readonly target: Id }>
  /** Also marks a waiting request the other way as accepted. */
  | Is<
      'FriendAccepted',
      {
        readonly request: Id
        readonly applicant: Id
        readonly target: Id
        readonly remark: string
        readonly room?: Id
        /** Id of the request the other way, where one was waiting. */
        readonly crosswise?: Id
      }
    >
  | Is<'FriendRemoved', { readonly by: Id; readonly other: Id }>
  | Is<'FriendRemarkSet', { readonly by: Id; readonly other: Id; readonly remark: string }>
  | Is<
      'FriendSwitchesSet',
      { readonly by: Id; readonly other: Id; readonly noDisturbing?: Switch; readonly onTop?: Switch }
    >

/** What one of the two has set for the other. */
export interface Side {
  readonly remark: string
  readonly noDisturbing: Switch
  readonly onTop: Switch
}
export interface Request extends Application {
  readonly remark: string
  readonly room?: Id
  /** Accepted because the request the other way was. */
  readonly crosswise?: true
}

export interface Friendship {
  friends: boolean
  /** Since when friends, or when removed. */
  changedAt: Time
  /** By the user whose view it is. */
  sides: Map<Id, Side>
  /** By applicant. */
  requests: Map<Id, Request>
}

export const initial = (): Friendship => ({ friends: false, changedAt: 0, sides: new Map(), requests: new Map() })

const plain: Side = { remark: '', noDisturbing: 2, onTop: 2 }
const sideOf = (friendship: Friendship, user: Id): Side => friendship.sides.get(user) ?? plain
const answer = (friendship: Friendship, applicant: Id, status: typeof REFUSED | typeof ACCEPTED): void => {
  const request = friendship.requests.get(applicant)
  if (request) friendship.requests.set(applicant, { ...request, status })
}

const folds: { [T in FriendshipEvent['type']]: (friendship: Friendship, data: DataOf<T>, at: Time) => void } = {
  FriendRequested: (friendship, { request: id, applicant, target: _, ...rest }, at) =>
    void friendship.requests.set(applicant, { id, applicant, status: WAITING, at, ...rest }),
  FriendRefused: (friendship, { applicant }) => answer(friendship, applicant, REFUSED),
  FriendAccepted: (friendship, { applicant, target, remark }, at) => {
    Object.assign(friendship, { friends: true, changedAt: at })
    answer(friendship, applicant, ACCEPTED)
    const other = friendship.requests.get(target)
    if (other?.status === WAITING) friendship.requests.set(target, { ...other, status: ACCEPTED, crosswise: true })
    friendship.sides.set(applicant, { ...plain, remark })
    friendship.sides.set(target, { ...plain, remark: sideOf(friendship, target).remark })
  },
  FriendRemoved: (friendship, _, at) => void Object.assign(friendship, { friends: false, changedAt: at }),
  FriendRemarkSet: (friendship, { by, remark }) => void friendship.sides.set(by, { ...sideOf(friendship, by), remark }),
  FriendSwitchesSet: (friendship, { by, other: _, ...switches }) =>
    void friendship.sides.set(by, { ...sideOf(friendship, by), ...switches }),
}
type DataOf<T extends FriendshipEvent['type']> = Extract<FriendshipEvent, { type: T }>['data']

export const evolve = (friendship: Friendship, event: FriendshipEvent, at: Time): Friendship => {
  const fold = folds[event.type] as (friendship: Friendship, data: FriendshipEvent['data'], at: Time) => void
  fold(friendship, event.data, at)
  return friendship
}

export * from './friendship-rules.js'
