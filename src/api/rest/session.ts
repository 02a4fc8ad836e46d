import { z } from 'zod'
import { sendCode } from '../../commands/codes.js'
import type { Context } from '../../commands/context.js'
import { signInByPassword } from '../../commands/password-sign-in.js'
import { isRegistered, register } from '../../commands/registration.js'
import { signInByToken, signOut } from '../../commands/session.js'
import type { Signed, SignInParts } from '../../commands/sign-in-parts.js'
import { Rejection } from '../../domain/decision.js'
import * as User from '../../domain/user.js'
import type { Cookies } from '../../services/cookies.js'
import { fromOf } from '../device.js'
import { mobile, rawText, text } from '../fields.js'
import type { Ask } from './route.js'
import { route } from './route.js'

const LONGEST_BODY = 65_536

/** Registering and signing in are open to everybody, whatever session comes along. */
export const sessionRoutes = (parts: SignInParts, cookies: Cookies) => {
  /** Sets the cookie; the API text's reply to a sign-in (`behaviour.md 1.3`: administrators show as customer service). */
  const welcome = async (context: Context, { user: id, session, token }: Signed, ask: Ask) => {
    const { name, avatar, level, phone } = await context.kernel.load(User.streamOf(id), User)
    ask.setCookie(cookies.issue({ user: id, session }, ask.secure))
    return {
      id,
      uid: id,
      account: parts.sealing.unseal(phone),
      verified: 2,
      username: name,
      avatar,
      user_level: Math.min(level, 2),
      ...(token === undefined ? {} : { token }),
    }
  }

  return [
    route('/send/sms', 'anyone', z.object({ mobile }), (context, { mobile }, { address }) =>
      sendCode(context, parts, { mobile, address }),
    ),
    route(
      '/user/register',
      'anyone',
      z.object({ mobile, captcha: rawText(1, 20), password: rawText(8, 72), nickname: text(1, 20).optional() }),
      async (context, { nickname, ...input }, ask) => {
        const name = nickname === undefined ? {} : { nickname }
        return welcome(context, await register(context, parts, { ...input, ...name, from: fromOf(ask) }), ask)
      },
    ),
    route(
      '/user/pwdLogin',
      'anyone',
      z.object({ mobile, password: rawText(1, LONGEST_BODY) }),
      async (context, credentials, ask) =>
        welcome(context, await signInByPassword(context, parts, { ...credentials, from: fromOf(ask) }), ask),
    ),
    route('/user/tokenLogin', 'anyone', z.object({}), async (context, _, ask) => {
      const token = ask.headers['fzm-auth-token']
      if (typeof token !== 'string' || token === '') throw new Rejection('missing-parameter', 'Header: FZM-AUTH-TOKEN')
      return welcome(context, await signInByToken(context, parts, { token, from: fromOf(ask) }), ask)
    }),
    route('/user/logout', 'anyone', z.object({}), async (context, _, { setCookie, secure }) => {
      await signOut(context)
      setCookie(cookies.clear(secure))
    }),
    route('/user/isreg', 'anyone', z.object({ mobile }), async (context, { mobile }, { address }) => ({
      zb_uid: await isRegistered(context, parts, { mobile, address }),
    })),
  ]
}
