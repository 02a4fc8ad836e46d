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

/** What the rule says. Where other processes write too, a refusal, or that nothing is to be done, counts only on what was just read. */
export const judge = (entry: Entry, { command, found, fresh }: Waiting, tools: TurnTools): readonly Event[] => {
  if (!tools.isServing()) throw new Rejection('unavailable')
  const rule = (consulted?: Set<string>): readonly Event[] =>
    command.decide(factsOf(tools.states, consulted), found?.document)(entry.state as object)
  if (tools.alone) return rule()
  const consulted = new Set<string>()
  const decided = unlessRefused(() => rule(consulted))
  if (decided.length > 0 && !command.fresh) return decided
  const others = [...consulted, ...(command.fresh ?? [])]
  if ([entry.stream, ...others].every((stream) => fresh?.has(stream))) return rule()
  throw new Stale(entry.stream, others)
}

/** A refusal as nothing decided. */
const unlessRefused = (rule: () => readonly Event[]): readonly Event[] => {
  try {
    return rule()
  } catch (error) {
    if (error instanceof Rejection) return []
    throw error
  }
}

/**
 * Reads what a rule lacks; it is fresh for all of the batch, which waited already when it was read. Its own stream comes last: who is refused
 * on what an earlier try of his command has done elsewhere since must find that try.
 */
export const supply = async (lack: Lack, batch: readonly Waiting[], { states }: TurnTools): Promise<'loaded'> => {
  if (lack instanceof Missing) await states.load(lack.stream, lack.aggregate)
  else {
    await Promise.all(lack.others.map((stream) => states.refresh(stream)))
    await states.refresh(lack.own)
    for (const waiting of batch) waiting.fresh = new Set([...(waiting.fresh ?? []), lack.own, ...lack.others])
  }
  return 'loaded'
}
