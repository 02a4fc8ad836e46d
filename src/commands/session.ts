import type { Decision } from '../domain/decision.js'
import { Rejection } from '../domain/decision.js'
import type { Id } from '../domain/ids.js'
import type { SessionEvent } from '../domain/session.js'
import * as Session from '../domain/session.js'
import { hashToken, makeToken, userOfToken } from '../services/tokens.js'
import type { Context, Core } from './context.js'
import { keyOfUser } from './keys.js'
import { asStepTwo, perform, takenAway } from './perform.js'
import type { From, Signed, SignInParts } from './sign-in-parts.js'
import { inTheNameOf } from './sign-in-parts.js'

const onSessions = (user: Id) => ({ key: keyOfUser(user), stream: Session.streamOf(user), aggregate: Session })

/** @throws Rejection `taken-over` under LOGIN_POLICY=strict, where the slot's session has an open socket */
const mustBeFree = async (context: Context, { loginPolicy }: SignInParts, user: Id, from: From): Promise<void> => {
  if (loginPolicy === 'takeover') return
  const sessions = await context.kernel.load(Session.streamOf(user), Session)
  const occupant = Session.inSlot(sessions, Session.slotOf(from.device), context.clock.now())
  if (!occupant) return
  const isHere = context.presence.socketsOf(user, occupant.id) > 0
  if (isHere || (await context.sessionSockets.isElsewhere(occupant.id))) throw new Rejection('taken-over')
}

/** Signs in; answers when what the session taken over had under way is settled (G6). */
const signIn = async (
  request: Context,
  { user, session }: Signed,
  decide: () => Decision<SessionEvent, Session.Sessions>,
): Promise<void> => {
  const context = inTheNameOf(request, { kind: 'user', id: user, session })
  const { events } = await perform<Session.Sessions, SessionEvent>(context, { ...onSessions(user), decide })
  const takesOver = events.some((event) => event.type === 'SignedIn' && event.data.takesOver !== undefined)
  if (takesOver) await takenAway(context)
}

/** Begins a session with a token of its own for who has shown that he is `user`. */
export const beginSession = async (
  context: Context,
  parts: SignInParts,
  { user, way, from }: { user: Id; way: 'register' | 'password'; from: From },
): Promise<Signed> => {
  await mustBeFree(context, parts, user, from)
  const token = makeToken(user)
  const signed = { user, session: context.clock.nextId(), token }
  const facts = { ...from, user, session: signed.session, way, secret: { token: hashToken(token) } }
  await signIn(context, signed, () => Session.signIn(facts, context.clock.now()))
  return signed
}

/**
 * In the token's own slot renews its session, in another slot makes a second one (`product.md 3`).
 * @throws Rejection `bad-token` for one that is not live
 */
export const signInByToken = async (
  context: Context,
  parts: SignInParts,
  { token, from }: { token: string; from: From },
): Promise<Signed> => {
  const user = userOfToken(token)
  if (user === undefined) throw new Rejection('bad-token')
  const hash = hashToken(token)
  const sessions = await context.kernel.fresh(Session.streamOf(user), Session)
  const own = Session.findByToken(sessions, hash, context.clock.now())
  if (typeof own !== 'object') throw new Rejection('bad-token')
  const isRenewal = own.slot === Session.slotOf(from.device)
  if (!isRenewal) await mustBeFree(context, parts, user, from)
  const signed = { user, session: isRenewal ? own.id : context.clock.nextId() }
  await signIn(context, signed, () => Session.signInByToken(hash, { ...from, ...signed }, context.clock.now()))
  return signed
}

/**
 * Ends this session, on REST and socket; what it had under way is settled by then (G6).
 * @returns whether it has ended: a repeat that comes with a newer session leaves that one live
 */
export const signOut = async (request: Context): Promise<boolean> => {
  const { who } = request
  if (who.kind !== 'user') return true
  const context = asStepTwo(request)
  const step = { ...onSessions(who.id), decide: () => Session.signOut(who.session) }
  const { events } = await perform<Session.Sessions, SessionEvent>(context, step)
  await takenAway(context)
  return events.every((event) => event.type === 'SignedOut' && event.data.session === who.session)
}

/** Records that a session is in use, once a day. */
export const useSession = async ({ kernel, clock }: Core, user: Id, session: Session.Session): Promise<void> => {
  if (!Session.isUseDue(session, clock.now())) return
  await kernel.handle({
    ...onSessions(user),
    id: `use ${session.id} ${session.usedAt}`,
    metadata: { actor: user, session: session.id },
    decide: () => Session.use(session.id, clock.now()),
  })
}
