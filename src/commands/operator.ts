import type { Time } from '../domain/decision.js'
import { Rejection } from '../domain/decision.js'
import type { Id } from '../domain/ids.js'
import * as Operator from '../domain/operator.js'
import * as Session from '../domain/session.js'
import * as User from '../domain/user.js'
import type { Context } from './context.js'
import { keyOfUser } from './keys.js'
import { perform, requestId, takenAway } from './perform.js'

/** Makes a user a member, customer service or an administrator; a lower level holds with the answer (G6). Unknown: `unknown-user`. */
export const setLevel = async (
  context: Context,
  { user, level, reason }: { user: Id; level: User.Level; reason?: string },
): Promise<void> => {
  await perform<User.User, User.UserEvent>(context, {
    key: keyOfUser(user),
    stream: User.streamOf(user),
    aggregate: User,
    decide: () => User.setLevel(level, reason),
  })
  await takenAway(context)
}

/**
 * Keeps a user from speaking until then (ms); 0 lets him speak again. Holds with the answer (G6). Unknown: `unknown-user`; in the past:
 * `bad-parameter`.
 */
export const muteUntil = async (
  context: Context,
  { user, until, reason }: { user: Id; until: Time; reason?: string },
): Promise<void> => {
  await perform<User.User, User.UserEvent>(context, {
    key: keyOfUser(user),
    stream: User.streamOf(user),
    aggregate: User,
    decide: () => {
      const now = context.clock.now()
      if (until !== 0 && until <= now) throw new Rejection('bad-parameter', 'until lies in the past')
      return User.mute(now, until, reason)
    },
  })
  await takenAway(context)
}

/** Ends all sessions of a user, on REST and sockets, with the answer (G6). Unknown: `unknown-user`. */
export const revokeSessions = async (
  context: Context,
  { user, reason }: { user: Id; reason?: string },
): Promise<void> => {
  await perform<Session.Sessions, Session.SessionEvent>(context, {
    key: keyOfUser(user),
    stream: Session.streamOf(user),
    aggregate: Session,
    decide: (facts) => {
      if (!User.exists(facts(User.streamOf(user), User))) throw new Rejection('unknown-user')
      return Session.revokeAll(reason)
    },
  })
  await takenAway(context)
}

/** Moves the server's time forward by so many ms; gives all of it so far (`product.md 4`). */
export const advanceClock = async (context: Context, by: Time): Promise<number> => {
  await perform<Operator.AdjustedClock, Operator.OperatorEvent>(context, {
    key: Operator.CLOCK,
    stream: Operator.CLOCK,
    aggregate: Operator,
    decide: () => (clock) => [{ type: 'ClockAdvanced', data: { by, offset: clock.offset + by } }],
  })
  await takenAway(context)
  return (await context.kernel.load<Operator.AdjustedClock, Operator.OperatorEvent>(Operator.CLOCK, Operator)).offset
}

/** Notes that an operator reads what two users say to each other; before he does. */
export const notePrivateReading = async (context: Context, conversation: string): Promise<void> => {
  await perform<object, Operator.OperatorEvent>(context, {
    id: `${requestId(context)} ${conversation}`,
    key: Operator.ACTS,
    stream: Operator.ACTS,
    aggregate: { initial: () => ({}), evolve: (state) => state },
    decide: () => () => [{ type: 'PrivateConversationRead', data: { conversation } }],
  })
}
