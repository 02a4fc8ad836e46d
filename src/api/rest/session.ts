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
import { isRegisteredReply, signedIn } from './user-replies.js'

const LONGEST_BODY = 65_536

const credentials = z.object({ mobile, password: rawText(1, LONGEST_BODY) })
const newcomer = z.object({
  mobile,
  captcha: rawText(1, 20),
  password: rawText(8, 72),
  nickname: text(1, 20).optional(),
})

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
    route(
      '/send/sms',
      'anyone',
      {
        summary: 'Sends the code that registering asks for.',
        input: z.object({ mobile }),
        refuses: ['sms-failed', 'too-fast'],
      },
      (context, { mobile }, { address }) => sendCode(context, parts, { mobile, address }),
    ),
    route(
      '/user/register',
      'anyone',
      {
        summary: 'Registers a phone number and signs in.',
        input: newcomer,
        reply: signedIn,
        refuses: [
          'missing-parameter',
          'unknown-device',
          'wrong-code',
          'code-expired',
          'already-registered',
          'too-fast',
          'network',
        ],
      },
      async (context, { nickname, ...input }, ask) => {
        const name = nickname === undefined ? {} : { nickname }
        return welcome(context, await register(context, parts, { ...input, ...name, from: fromOf(ask) }), ask)
      },
    ),
    route(
      '/user/pwdLogin',
      'anyone',
      {
        summary: 'Signs in by phone number and password.',
        input: credentials,
        reply: signedIn,
        refuses: ['missing-parameter', 'unknown-device', 'bad-credentials', 'too-fast', 'taken-over'],
      },
      async (context, input, ask) =>
        welcome(context, await signInByPassword(context, parts, { ...input, from: fromOf(ask) }), ask),
    ),
    route(
      '/user/tokenLogin',
      'anyone',
      {
        summary: 'Signs in by the token of an earlier sign-in, which FZM-AUTH-TOKEN holds.',
        reply: signedIn,
        refuses: ['missing-parameter', 'unknown-device', 'bad-token', 'taken-over'],
      },
      async (context, _, ask) => {
        const token = ask.headers['fzm-auth-token']
        if (typeof token !== 'string' || token === '')
          throw new Rejection('missing-parameter', 'Header: FZM-AUTH-TOKEN')
        return welcome(context, await signInByToken(context, parts, { token, from: fromOf(ask) }), ask)
      },
    ),
    route(
      '/user/logout',
      'anyone',
      { summary: 'Ends this session on REST and on its sockets.' },
      async (context, _, { setCookie, secure }) => {
        if (await signOut(context)) setCookie(cookies.clear(secure))
      },
    ),
    route(
      '/user/isreg',
      'anyone',
      {
        summary: 'Whether a phone number is registered.',
        input: z.object({ mobile }),
        reply: isRegisteredReply,
        refuses: ['too-fast'],
      },
      async (context, { mobile }, { address }) => ({
        zb_uid: await isRegistered(context, parts, { mobile, address }),
      }),
    ),
  ]
}
