import { Rejection } from '../domain/decision.js'
import type { Throttle } from '../services/throttle.js'
import { giveBack, take } from '../services/throttle.js'
import type { Context } from './context.js'
import { ownerOf } from './registration.js'
import { beginSession } from './session.js'
import type { From, Signed, SignInParts } from './sign-in-parts.js'

const wrongPasswords: Throttle = { name: 'wrong-passwords', most: 5, perMs: 15 * 60_000 }

interface Credentials {
  readonly mobile: string
  readonly password: string
  readonly from: From
}

/** Whether this is the password, and of whom. A wrong number takes as long as a wrong password. */
const verify = async (context: Context, parts: SignInParts, { mobile, password }: Credentials) => {
  const { id, secret } = await ownerOf(context, parts, mobile)
  const right = await parts.passwords.verify(id === '' ? undefined : secret.password, password)
  return right ? id : undefined
}

/**
 * Signs in with number and password.
 * @throws Rejection `bad-credentials` for a wrong number and a wrong password alike; `too-fast` after 5 wrong ones in 15 minutes for this
 * number from this address, also for the right one (`product.md 6`)
 */
export const signInByPassword = async (
  context: Context,
  parts: SignInParts,
  credentials: Credentials,
): Promise<Signed> => {
  const { mobile, from } = credentials
  const guesser = `${parts.sealing.fingerprint('phone', mobile)}:${from.address}`
  // counted before it is verified, so that guesses sent at once are not more than five
  await take(context.shared, wrongPasswords, guesser)
  let isWrong = false
  try {
    const user = await verify(context, parts, credentials)
    isWrong = user === undefined
    if (user === undefined) throw new Rejection('bad-credentials')
    return await beginSession(context, parts, { user, way: 'password', from })
  } finally {
    if (!isWrong) await giveBack(context.shared, wrongPasswords, guesser)
  }
}
