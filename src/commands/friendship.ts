import type { Decision } from '../domain/decision.js'
import { Rejection } from '../domain/decision.js'
import type { FriendshipEvent, Side } from '../domain/friendship.js'
import * as Friendship from '../domain/friendship.js'
import type { Id } from '../domain/ids.js'
import * as Room from '../domain/room.js'
import * as User from '../domain/user.js'
import type { Context } from './context.js'
import { announce } from './conversation.js'
import type { Facts } from './handle.js'
import { keyOfPair } from './keys.js'
import { newId, perform, takenAway } from './perform.js'

/** Who does something to whom. */
interface Pair {
  readonly by: Id
  readonly other: Id
}
type Rule = Decision<FriendshipEvent, Friendship.Friendship>

const onPair = (context: Context, { by, other }: Pair, decide: (facts: Facts) => Rule) =>
  perform<Friendship.Friendship, FriendshipEvent>(context, {
    key: keyOfPair(by, other),
    stream: Friendship.streamOf(by, other),
    aggregate: Friendship,
    decide,
  })

/** As onPair, for what is done to somebody else who must be registered: `is-oneself`, then `unknown-user`. */
const onAnother = (context: Context, pair: Pair, decide: (facts: Facts) => Rule) =>
  onPair(context, pair, (facts) => {
    Friendship.mustBeAnother(pair.by, pair.other)
    if (!User.exists(facts(User.streamOf(pair.other), User))) throw new Rejection('unknown-user')
    return decide(facts)
  })

/** Asks to become friends (`behaviour.md 5.7`). `room`: the one they know each other from. */
export const requestFriend = async (
  context: Context,
  { by, other, reason, remark, room }: Pair & { reason: string; remark: string; room?: Id },
): Promise<void> => {
  const request = newId(context, 'friend-request')
  await onAnother(context, { by, other }, (facts) => {
    const from = room === undefined ? {} : { room: facts(Room.streamOf(room), Room) }
    return Friendship.request({ request, applicant: by, target: other, reason, remark, ...from })
  })
}

/** Answers the request that `other` has made, and says that they are friends (`behaviour.md 5.7`). */
export const respondFriend = async (
  context: Context,
  { by, other, agree }: Pair & { agree: boolean },
): Promise<void> => {
  const { events } = await onPair(context, { by, other }, (facts) =>
    agree
      ? Friendship.accept(other, by, (room) => facts(Room.streamOf(room), Room).live)
      : Friendship.refuse(other, by),
  )
  await announce(context, events)
}

/** Ends a friendship for both and says so; neither can write to the other any more when this is done (G6). */
export const removeFriend = async (context: Context, { by, other }: Pair): Promise<void> => {
  const { events } = await onAnother(context, { by, other }, () => Friendship.remove(by, other))
  await announce(context, events)
  await takenAway(context)
}

/** What one calls a friend; "" clears it. */
export const setRemark = async (context: Context, { remark, ...pair }: Pair & { remark: string }): Promise<void> => {
  await onAnother(context, pair, () => Friendship.setRemark(pair.by, pair.other, remark))
}

/** One's own switches for a friend: 1 on, 2 off. */
export const setSwitches = async (
  context: Context,
  { by, other, ...wanted }: Pair & Partial<Pick<Side, 'noDisturbing' | 'onTop'>>,
): Promise<void> => {
  await onAnother(context, { by, other }, () => Friendship.setSwitches(by, other, wanted))
}
