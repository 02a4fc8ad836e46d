import { z } from 'zod'
import { advanceClock, setLevel } from '../../commands/operator.js'
import { isId } from '../../domain/ids.js'
import { integer, oneToThree, text } from '../fields.js'
import { reader } from '../wire.js'
import type { OperatorAsk, OperatorParts } from './parts.js'
import { Problem } from './problem.js'

const TEN_YEARS_MS = 10 * 365 * 24 * 3_600_000

const reason = text(0, 255).optional()
const readLevel = reader(z.object({ level: oneToThree, reason }))
const readAdvance = reader(z.object({ advance: integer(1, TEN_YEARS_MS) }))

/** `POST /admin/users/{id}/level {level, reason?}` */
export const changeLevel = async (_: OperatorParts, { context, params, body }: OperatorAsk): Promise<object> => {
  const { id: user = '' } = params
  const { level, reason: why } = readLevel(await body())
  if (!isId(user)) throw new Problem(404, 'there is no such user')
  await setLevel(context, { user, level, ...(why === undefined || why === '' ? {} : { reason: why }) })
  return { user, level }
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
