import { randomInt } from 'node:crypto'
import { Rejection } from '../domain/decision.js'
import type { Id } from '../domain/ids.js'
import * as Phone from '../domain/phone.js'
import * as User from '../domain/user.js'
import type { Throttle } from '../services/throttle.js'
import { take } from '../services/throttle.js'
import { checkCode, spendCode } from './codes.js'
import type { Context } from './context.js'
import { keyOfUser } from './keys.js'
import { perform } from './perform.js'
import { drawMark } from './mark.js'
import { beginSession } from './session.js'
import type { From, Signed, SignInParts } from './sign-in-parts.js'
import { inTheNameOf } from './sign-in-parts.js'

const registrations: Throttle = { name: 'registrations', most: 10, perMs: 3_600_000 }
const lookUps: Throttle = { name: 'isreg', most: 30, perMs: 60_000 }

interface Registration {
  readonly mobile: string
  readonly captcha: string
  readonly password: string
  /** `chat` and ten letters where it is absent (`behaviour.md 1.3`). */
  readonly nickname?: string
}

const streamOf = ({ sealing }: SignInParts, mobile: string): string =>
  Phone.phoneStream(sealing.fingerprint('phone', mobile))

/** Who has registered this number; `id` is "" for nobody. Takes as long either way. */
export const ownerOf = async (
  { kernel }: Context,
  parts: SignInParts,
  mobile: string,
): Promise<Readonly<User.User>> => {
  const { owner } = await kernel.fresh(streamOf(parts, mobile), Phone)
  return kernel.fresh(User.streamOf(owner === '' ? '0' : owner), User)
}

/** The id of who has registered this number, "0" for nobody. @throws Rejection `too-fast` beyond 30 a minute per address */
export const isRegistered = async (
  context: Context,
  parts: SignInParts,
  { mobile, address }: { mobile: string; address: string },
): Promise<Id> => {
  await take(context.shared, lookUps, address)
  const owner = await ownerOf(context, parts, mobile)
  return User.exists(owner) ? owner.id : '0'
}

const randomName = (): string =>
  `chat${Array.from({ length: 10 }, () => String.fromCharCode((randomInt(2) ? 65 : 97) + randomInt(26))).join('')}`

/** The ids that a number is reserved for: those of a registration that a crash cut short, or new ones. */
const reserve = async (context: Context, stream: string): Promise<{ user: Id; markId: string }> => {
  const { owner, markId: held } = await context.kernel.fresh(stream, Phone)
  if (owner !== '') return { user: owner, markId: held }
  const user = context.clock.nextId()
  const markId = await drawMark(context, 'user', user)
  const step = { stream, key: stream, aggregate: Phone, decide: () => Phone.reservePhone(user, markId) }
  try {
    await perform(context, step)
  } catch (error) {
    if (error instanceof Rejection && error.reason === 'already-registered') await release(context, markId, user)
    throw error
  }
  return { user, markId }
}

const release = async (context: Context, markId: string, owner: Id): Promise<void> => {
  const stream = Phone.markStream(markId)
  const id = `${context.request} released`
  await perform(context, { id, stream, key: stream, aggregate: Phone, decide: () => Phone.releaseMark(owner) })
}

/**
 * Makes a user, without signing in; his id. First the code, then the number, which does not spend the code where it is taken
 * (`product.md 3`). A crash between two streams leaves a reservation that the next registration of this number continues.
 * @throws Rejection `wrong-code`, `code-expired`, `already-registered`, `too-fast`
 */
const registerUser = async (
  request: Context,
  parts: SignInParts,
  { address, mobile, ...input }: Registration & { readonly address: string },
): Promise<Id> => {
  const context = inTheNameOf(request, { kind: 'visitor', id: '' })
  await checkCode(context, parts, { mobile, captcha: input.captcha })
  if (User.exists(await ownerOf(context, parts, mobile))) throw new Rejection('already-registered')
  if (parts.fixedCode === undefined) await take(context.shared, registrations, address)
  const secret = { password: await parts.passwords.hash(input.password) }
  const { user, markId } = await reserve(context, streamOf(parts, mobile))
  const name = input.nickname ?? randomName()
  const facts = { user, markId, name, avatar: '', phone: parts.sealing.seal(mobile), secret }
  const step = { key: keyOfUser(user), stream: User.streamOf(user), aggregate: User }
  await perform(context, { ...step, decide: () => User.register(facts) })
  await spendCode(context, parts, mobile)
  return user
}

/** As registerUser, then signs in. */
export const register = async (
  context: Context,
  parts: SignInParts,
  { from, ...registration }: Registration & { readonly from: From },
): Promise<Signed> => {
  const user = await registerUser(context, parts, { ...registration, address: from.address })
  return beginSession(context, parts, { user, way: 'register', from })
}
