import { createHash, randomUUID } from 'node:crypto'
import type { Event, Metadata } from '../domain/decision.js'
import { Rejection } from '../domain/decision.js'
import type { Id } from '../domain/ids.js'
import type { Context, Core } from './context.js'
import type { Command, Facts, Outcome } from './handle.js'

/** A step of a request on one stream; `id` only where it is not (the request, the step's stream). */
export type Step<S, E extends Event> = Omit<Command<S, E>, 'id' | 'metadata' | 'once'> & {
  readonly id?: string
  readonly cause?: string
}

const actorOf = ({ who }: Context): Partial<Metadata> => {
  if (who.kind === 'user') return { actor: who.id, session: who.session }
  return who.kind === 'visitor' ? {} : { actor: who.kind }
}

/** What names a request for ever: its user and Idempotency-Key, or its random id. */
export const requestId = (context: Context): string => {
  if (context.key === undefined) return context.request
  const user = context.who.kind === 'user' ? context.who.id : context.who.kind
  return `key:${createHash('sha256').update(`${user}\n${context.key}`).digest('base64url').slice(0, 22)}`
}

/** A new aggregate's id: from the clock, or for a request with an Idempotency-Key always the same one (52 bits of its hash). */
export const newId = (context: Context, what: string): Id => {
  if (context.key === undefined) return context.clock.nextId()
  const hash = createHash('sha256')
    .update(`${requestId(context)}\n${what}`)
    .digest()
  return String(hash.readUIntBE(0, 6) * 16 + ((hash[6] ?? 0) & 15))
}

/** @throws Rejection `signed-out` or `taken-over` for who has lost his session meanwhile */
export const mustBeSignedIn = ({ live }: Pick<Context, 'live'>, facts: Facts): void => {
  const standing = live(facts)
  if (standing !== true) throw new Rejection(standing)
}

/**
 * Does one step of a request: hands it to the kernel with the request's metadata, and notes the position of its effect.
 * @throws Rejection of the rule; `signed-out` or `taken-over` when who asks has lost his session meanwhile
 */
export const perform = async <S, E extends Event>(context: Context, step: Step<S, E>): Promise<Outcome<E>> => {
  const { id, cause, decide, key, stream, aggregate, lookUp, fresh } = step
  const request = requestId(context)
  // Each message comes this way: nothing is spread that is not there.
  const outcome = await context.kernel.handle<S, E>({
    key,
    stream,
    aggregate,
    id: id ?? request,
    metadata: { ...actorOf(context), request, ...(cause !== undefined && { cause }) },
    ...(lookUp && { lookUp }),
    ...(fresh && { fresh }),
    ...(context.key !== undefined && id === undefined && { once: true as const }),
    decide: (facts, found) => {
      mustBeSignedIn(context, facts)
      return decide(facts, found)
    },
  })
  context.effect.position = Math.max(context.effect.position, outcome.position)
  return outcome
}

/** The request for what follows from an event of its own: that has to be done whether or not who asked is still signed in. */
export const asStepTwo = (context: Context): Context => ({ ...context, live: () => true })

/** Resolves when this request's effect can be read; rejects with `unavailable` when that takes over 2 s. */
export const visible = async (context: Context): Promise<void> => {
  if (!(await context.models.waitFor(context.effect.position))) throw new Rejection('unavailable')
}

/** Resolves when nobody can use any more, in any process, the right that this request has taken away (G6). */
export const takenAway = async ({ kernel, others, effect }: Context): Promise<void> => {
  await kernel.settled()
  await others.passed(effect.position)
}

/** A request that nobody made: what the server does by itself. */
export const asServer = (core: Core): Context => ({
  ...core,
  who: { kind: 'server' },
  request: randomUUID(),
  live: () => true,
  effect: { position: 0 },
})
