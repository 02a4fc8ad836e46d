import type { Context, Core } from '../../src/commands/context.js'
import { visible } from '../../src/commands/perform.js'
import { register } from '../../src/commands/registration.js'
import type { From, Signed, SignInParts } from '../../src/commands/sign-in-parts.js'
import { Rejection } from '../../src/domain/decision.js'
import type { Reason } from '../../src/domain/decision.js'
import type { Device } from '../../src/domain/session.js'
import type { AdjustableClock } from '../../src/services/clock.js'
import { passwords } from '../../src/services/passwords.js'
import { sealing } from '../../src/services/sealing.js'

export const FIXED_CODE = '123456'
export const PASSWORD = 'correct horse'
export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

/** Its codes go into a map, by number; without a fixed code. */
export const strictParts = (): SignInParts & { readonly codes: Map<string, string> } => {
  const codes = new Map<string, string>()
  return {
    codes,
    passwords: passwords(),
    sealing: sealing(Buffer.alloc(32, 7)),
    sms: { send: async (mobile, code) => void codes.set(mobile, code) },
    loginPolicy: 'takeover',
    timeZone: 'Asia/Shanghai',
  }
}
export const easyParts = (): SignInParts => ({ ...strictParts(), fixedCode: FIXED_CODE })

export const from = (device: Device = 'Android', address = '192.0.2.1'): From => ({
  device,
  deviceName: `${device} of mine`,
  generation: 20,
  address,
})

let requests = 0
/** A request without a session. */
export const visit = (core: Core): Context => ({
  ...core,
  who: { kind: 'visitor', id: '' },
  request: `visit-${++requests}`,
  live: () => true,
  effect: { position: 0 },
})

/** What a command answers a visitor, or the word that it refuses with. */
export const answer = async <T>(core: Core, command: (context: Context) => Promise<T>): Promise<T | Reason> => {
  const context = visit(core)
  try {
    return await command(context)
  } catch (error) {
    if (error instanceof Rejection) return error.reason
    throw error
  } finally {
    await visible(context)
  }
}

let mobiles = 13_900_000_000
export const newMobile = (): string => String(++mobiles)

/** Registers this number with the fixed code, from an Android phone. */
export const registered = async (core: Core, parts: SignInParts, mobile = newMobile()): Promise<Required<Signed>> =>
  (await answer(core, (context) =>
    register(context, parts, { mobile, captcha: FIXED_CODE, password: PASSWORD, from: from() }),
  )) as Required<Signed>

/** Lets so much time pass. */
export const advance = ({ clock }: Core, ms: number): void => {
  const adjustable = clock as AdjustableClock
  adjustable.setOffset(adjustable.offset + ms)
}
