import { isDeepStrictEqual } from 'node:util'
import type { Event, Metadata, Recorded, Time } from '../domain/decision.js'
import { Rejection } from '../domain/decision.js'
import type { Models } from '../projections/models.js'
import type { Appended, EventStore, NewEvent } from '../stores/event-store.js'
import { VersionConflict } from '../stores/event-store.js'
import { eventId } from './event-id.js'
import type { Command, Outcome } from './handle.js'
import { Missing, Stale, judge, supply, type Lack } from './judge.js'
import { doneIn, lookBehind, lookUp, outcomeOf, tailOf } from './look-up.js'
import type { Request } from '../projections/requests.js'
import type { Entry, States } from './states.js'

/** A command that waits for its answer. */
export interface Waiting {
  readonly command: Command<unknown, Event>
  readonly answer: (outcome: Outcome) => void
  readonly refuse: (error: unknown) => void
  found?: Found
}

/** What was looked up for a command. */
export interface Found {
  /** What was asked for, as it was while this entry was at hand: what came later, the entry knows. */
  readonly document: unknown
  readonly with: Entry
  /** An entry knows nothing of earlier tries of a command with an Idempotency-Key: they were looked for up to this version of the stream. */
  readonly upTo: number
}

export interface TurnTools {
  readonly events: EventStore
  readonly states: States
  readonly models: Models
  readonly now: () => Time
  readonly inFlight: Set<Promise<unknown>>
  /** No other process writes to this log. */
  readonly alone: boolean
  /** Whether this process may decide anything at this moment. */
  readonly isServing: () => boolean
  /** What tells whether that has been so without a break since it was asked for. */
  readonly holding: () => () => boolean
  /** Told of each append: how many events, and how long until they were on disk, in seconds. */
  readonly onAppended: (events: number, seconds: number) => void
  /** Told of what is a bug: anything thrown by a rule that is no Rejection. */
  readonly onBug: (error: unknown) => void
}

const MOST_EVENTS = 500
const MOST_BYTES = 256 * 1024

/** Whose command this part decides: which of its events are his, or that he is refused on what stands before him in it. */
interface Taker {
  readonly waiting: Waiting
  readonly from: number
  readonly to: number
  readonly refusal?: unknown
}

/** What one append will hold: the decisions of neighbouring commands on one stream. */
interface Part {
  readonly entry: Entry
  /** Streams that were read since the last append, while all that wait did. */
  readonly fresh: Set<string>
  readonly events: NewEvent[]
  readonly takers: Taker[]
  bytes: number
}

/** Bytes of a value as JSON, roughly and never much less. */
const sizeOf = (value: unknown): number => {
  if (typeof value === 'string') return value.length * 3 + 3
  if (typeof value !== 'object' || value === null) return 20
  let size = 2
  for (const name in value) size += name.length + 4 + sizeOf(value[name as keyof typeof value])
  return size
}

/** Decides one command on the entry as it stands, and folds what follows. Throws what the rule throws, and then nothing has changed. */
const decide = (part: Part, waiting: Waiting, tools: TurnTools): void => {
  const { entry } = part
  const { command } = waiting
  const from = part.events.length
  const decided = judge(entry, waiting, part.fresh, tools)
  const bytes = decided.reduce((sum, { data }) => sum + 200 + sizeOf(data), 0)
  const metadata: Metadata = { at: tools.now(), ...command.metadata }
  decided.forEach((event, index) => {
    part.events.push({ ...event, id: eventId(entry.stream, command.id, index), metadata })
    entry.state = entry.aggregate.evolve(entry.state, event, metadata.at)
    entry.version += 1
  })
  part.bytes += bytes
  part.takers.push({ waiting, from, to: part.events.length })
}

/** Decides a command, or refuses it; what has to be read first, if anything. */
const attempt = (part: Part, waiting: Waiting, tools: TurnTools): Lack | undefined => {
  try {
    decide(part, waiting, tools)
  } catch (error) {
    if (error instanceof Missing || error instanceof Stale) return error
    if (!(error instanceof Rejection)) tools.onBug(error)
    const from = part.events.length
    if (from > 0) part.takers.push({ waiting, from, to: from, refusal: error })
    else waiting.refuse(error)
  }
  return undefined
}

/** What has to be waited for before a command can be decided: its earlier try, which is its answer, or a fact. */
const hindrance = (
  part: Part,
  waiting: Waiting,
  batch: Waiting[],
  tools: TurnTools,
): (() => Promise<void>) | undefined => {
  const { command, found } = waiting
  const { entry, events } = part
  if (command.once && found?.document !== undefined)
    return async () => {
      // another process may have done it: who is answered can count on it here too
      if (!tools.alone) await tools.states.refresh(command.stream)
      waiting.answer(await outcomeOf(tools.events, command.stream, found.document as Request))
      batch.shift()
      part.fresh.clear()
    }
  if (command.once && found && found.upTo < entry.version - events.length)
    return () => lookBehind(entry, batch, tools.events)
  const lack = attempt(part, waiting, tools)
  return lack && (() => supply(lack, part.fresh, tools))
}

/** Whether a command can go into this append. The same request twice cannot: the second one looks for what the first one did. */
const fits = ({ entry, events, bytes, takers }: Part, { command: { stream, once, id } }: Waiting): boolean =>
  stream === entry.stream &&
  events.length < MOST_EVENTS &&
  bytes < MOST_BYTES &&
  !(once && takers.some(({ waiting }) => waiting.command.id === id))

/**
 * Takes commands off the front as long as they fit into one append. What has to be waited for first, as long as nothing is decided yet:
 * between a decision and its append nothing else may be decided on facts that it has not seen.
 */
const fill = (part: Part, batch: Waiting[], tools: TurnTools): ReturnType<typeof hindrance> => {
  for (let next = batch[0]; next && fits(part, next); next = batch[0]) {
    const hindered = hindrance(part, next, batch, tools)
    if (hindered) return part.takers.length > 0 ? undefined : hindered
    batch.shift()
  }
  return undefined
}

const answerAll = ({ entry, events, takers }: Part, expected: number, position: number): void => {
  entry.position = Math.max(entry.position, position)
  for (const { waiting, from, to, refusal } of takers) {
    if (refusal !== undefined) {
      waiting.refuse(refusal)
      continue
    }
    const own = events.slice(from, to).map((event, index): Recorded => {
      return { ...event, stream: entry.stream, version: expected + from + index + 1, position }
    })
    waiting.answer({ events: own, position: entry.position })
  }
}

/** After a conflict: who finds his own events behind the expected version is answered, the others decide again. */
const lookForOwn = async ({ entry, takers }: Part, expected: number, { events }: TurnTools): Promise<Waiting[]> => {
  const tail = await tailOf(events, entry.stream, expected)
  const again: Waiting[] = []
  for (const { waiting } of takers) {
    const own = doneIn(tail, waiting.command)
    if (own.length > 0) waiting.answer({ events: own, position: own.at(-1)?.position ?? 0 })
    else again.push(waiting)
  }
  return again
}

/** The store takes the same ids for the same events; of a command with a key another process may have written others: that is a conflict too. */
const appended = async ({ entry, events, takers }: Part, expected: number, tools: TurnTools): Promise<Appended> => {
  const done = await tools.events.append(entry.stream, events, expected, tools.holding())
  if (tools.alone || !takers.some(({ waiting }) => waiting.command.once)) return done
  const tail = await tailOf(tools.events, entry.stream, expected)
  const own = ({ data, metadata }: NewEvent, index: number): boolean =>
    isDeepStrictEqual([tail[index]?.data, tail[index]?.metadata], [data, metadata])
  if (!events.every(own)) throw new VersionConflict(entry.stream, expected, done.version)
  return done
}

const append = async (part: Part, batch: Waiting[], tools: TurnTools): Promise<void> => {
  const { entry, events, takers } = part
  const expected = entry.version - events.length
  if (events.length === 0) return answerAll(part, expected, entry.position)
  const begun = performance.now()
  entry.pending = { after: expected, events }
  const appending = appended(part, expected, tools)
  tools.inFlight.add(appending)
  try {
    const { position } = await appending
    tools.onAppended(events.length, (performance.now() - begun) / 1_000)
    tools.states.keep(entry)
    answerAll(part, expected, position)
  } catch (error) {
    tools.states.drop(entry.stream)
    try {
      if (!(error instanceof VersionConflict)) throw error
      batch.unshift(...(await lookForOwn(part, expected, tools)))
    } catch (failure) {
      tools.onBug(failure)
      for (const { waiting } of takers) waiting.refuse(new Rejection('unavailable'))
    }
  } finally {
    entry.pending = undefined
    tools.inFlight.delete(appending)
  }
}

/**
 * One turn: part by part looks up, decides and appends. A part is appended only when the one before is settled.
 * Leaves `batch` empty; every command in it is answered or refused.
 */
export const takeTurn = async (batch: Waiting[], tools: TurnTools): Promise<void> => {
  const { states } = tools
  const streams = new Map(batch.map(({ command: { stream, aggregate } }) => [stream, aggregate]))
  // Before anything is looked up: what a state forgets, a look-up from then on finds.
  for (const [stream, aggregate] of streams) states.forget(await states.load(stream, aggregate))
  const fresh = new Set<string>()
  for (let next = batch[0]; next; next = batch[0]) {
    const entry: Entry = await states.load(next.command.stream, next.command.aggregate)
    await lookUp(entry, batch, tools.models)
    const part: Part = { entry, fresh, events: [], takers: [], bytes: 0 }
    const wait = fill(part, batch, tools)
    await (wait ? wait() : append(part, batch, tools))
    // what was read before an append is read again: it may have taken its time
    if (part.events.length > 0) fresh.clear()
  }
}
