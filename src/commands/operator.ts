import type { Time } from '../domain/decision.js'
import type { Id } from '../domain/ids.js'
import * as Operator from '../domain/operator.js'
import * as User from '../domain/user.js'
import type { Context } from './context.js'
import { keyOfUser } from './keys.js'
import { perform } from './perform.js'

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
  await context.kernel.settled()
}

/** Moves the server's time forward by so many ms; gives all of it so far (`product.md 4`). */
export const advanceClock = async (context: Context, by: Time): Promise<number> => {
  await perform<Operator.AdjustedClock, Operator.OperatorEvent>(context, {
    key: Operator.CLOCK,
    stream: Operator.CLOCK,
    aggregate: Operator,
    decide: () => (clock) => [{ type: 'ClockAdvanced', data: { by, offset: clock.offset + by } }],
  })
  return (await context.kernel.load<Operator.AdjustedClock, Operator.OperatorEvent>(Operator.CLOCK, Operator)).offset
}

/** Notes that an operator reads what two users say to each other; before he does. */
export const notePrivateReading = async (context: Context, conversation: string): Promise<void> => {
  await perform<object, Operator.OperatorEvent>(context, {
    key: Operator.ACTS,
    stream: Operator.ACTS,
    aggregate: { initial: () => ({}), evolve: (state) => state },
    decide: () => () => [{ type: 'PrivateConversationRead', data: { conversation } }],
  })
}
