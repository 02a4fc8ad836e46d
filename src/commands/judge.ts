import type { Event } from '../domain/decision.js'
import { Rejection } from '../domain/decision.js'
import type { Facts, Kept } from './handle.js'
import type { Entry, States } from './states.js'
import type { TurnTools, Waiting } from './turn.js'

/** Thrown by `facts` for a stream that is not at hand. */
export class Missing extends Error {
  constructor(
    readonly stream: string,
    readonly aggregate: Kept<unknown, Event>,
  ) {
    super(stream)
  }
}

/** What was decided may rest on what another process has changed meanwhile, in its own stream or in others. */
export class Stale extends Error {
  constructor(
    readonly own: string,
    readonly others: readonly string[],
  ) {
    super([own, ...others].join())
  }
}

/** What has to be read before a command can be decided. */
export type Lack = Missing | Stale

/** What is at hand; throws Missing for what is not. @param consulted is told the streams that were asked for */
export const factsOf =
  (states: States, consulted?: Set<string>): Facts =>
  (stream, aggregate) => {
    consulted?.add(stream)
    const entry = states.peek(stream)
    if (!entry) throw new Missing(stream, aggregate as unknown as Kept<unknown, Event>)
    return entry.state as never
  }

/**
 * What the rule says. Where other processes write too, a refusal, or that nothing is to be done, counts only on streams that were just read
 * (`fresh`).
 */
export const judge = (
  entry: Entry,
  { command, found }: Waiting,
  fresh: ReadonlySet<string>,
  tools: TurnTools,
): readonly Event[] => {
  if (!tools.isServing()) throw new Rejection('unavailable')
  const consulted = tools.alone ? undefined : new Set<string>()
  const rule = (): readonly Event[] =>
    command.decide(factsOf(tools.states, consulted), found?.document)(entry.state as object)
  if (!consulted) return rule()
  const { decided, refusal } = judged(rule)
  if (decided.length === 0 || command.fresh) mustBeFresh(entry.stream, [...consulted, ...(command.fresh ?? [])], fresh)
  if (refusal) throw refusal
  return decided
}

/** A refusal as nothing decided. */
const judged = (rule: () => readonly Event[]): { decided: readonly Event[]; refusal?: Rejection } => {
  try {
    return { decided: rule() }
  } catch (error) {
    if (error instanceof Rejection) return { decided: [], refusal: error }
    throw error
  }
}

/** @throws Stale */
const mustBeFresh = (own: string, consulted: readonly string[], fresh: ReadonlySet<string>): void => {
  const others = consulted.filter((stream) => !fresh.has(stream))
  if (others.length > 0 || !fresh.has(own)) throw new Stale(own, others)
}

/**
 * Reads what a rule lacks; what is `fresh` is so for all that wait, since they did before it was read. Its own stream comes last: who is
 * refused on what an earlier try of his command has done elsewhere since must find that try.
 */
export const supply = async (lack: Lack, fresh: Set<string>, { states }: TurnTools): Promise<void> => {
  if (lack instanceof Missing) {
    await states.load(lack.stream, lack.aggregate)
    fresh.clear()
    return
  }
  await Promise.all(lack.others.map((stream) => states.refresh(stream)))
  await states.refresh(lack.own)
  for (const stream of [lack.own, ...lack.others]) fresh.add(stream)
}
