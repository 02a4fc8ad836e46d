import { z } from 'zod'
import { advanceClock, muteUntil, revokeSessions, setLevel } from '../../commands/operator.js'
import type { Id } from '../../domain/ids.js'
import { isId } from '../../domain/ids.js'
import { integer, oneToThree, text, time } from '../fields.js'
import { reader } from '../wire.js'
import type { OperatorAsk, OperatorParts } from './parts.js'
import { Problem } from './problem.js'

const TEN_YEARS_MS = 10 * 365 * 24 * 3_600_000

const reason = text(0, 255).optional()
const readLevel = reader(z.object({ level: oneToThree, reason }))
const readMute = reader(z.object({ until: time, reason }))
const readRevocation = reader(z.object({ reason }))
const readAdvance = reader(z.object({ advance: integer(1, TEN_YEARS_MS) }))

const userIn = ({ params }: OperatorAsk): Id => {
  const { id: user = '' } = params
  if (!isId(user)) throw new Problem(404, 'there is no such user')
  return user
}

const given = (why: string | undefined): { reason?: string } => (why ? { reason: why } : {})

/** `POST /admin/users/{id}/level {level, reason?}` */
export const changeLevel = async (_: OperatorParts, ask: OperatorAsk): Promise<object> => {
  const { level, reason: why } = readLevel(await ask.body())
  const user = userIn(ask)
  await setLevel(ask.context, { user, level, ...given(why) })
  return { user, level }
}

/** `POST /admin/users/{id}/mute {until, reason?}`: ms; 0 ends a mute. */
export const mute = async (_: OperatorParts, ask: OperatorAsk): Promise<object> => {
  const { until, reason: why } = readMute(await ask.body())
  const user = userIn(ask)
  await muteUntil(ask.context, { user, until, ...given(why) })
  return { user, until }
}

/** `POST /admin/users/{id}/revoke-sessions {reason?}` */
export const endSessions = async (_: OperatorParts, ask: OperatorAsk): Promise<object> => {
  const { reason: why } = readRevocation(await ask.body())
  const user = userIn(ask)
  await revokeSessions(ask.context, { user, ...given(why) })
  return { user }
}

/** `POST /admin/clock {advance}`: the new time holds from the reply on (`product.md 2`, CLOCK). */
export const moveClock = async (
  { clock, settings }: OperatorParts,
  { context, body }: OperatorAsk,
): Promise<object> => {
  if (settings.CLOCK !== 'adjustable') throw new Problem(404, 'the clock can only be moved with CLOCK=adjustable')
  const { advance } = readAdvance(await body())
  clock.setOffset(await advanceClock(context, advance))
  return { now: clock.now(), offset: clock.offset }
}
