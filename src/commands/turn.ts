import { v5 as uuid } from 'uuid'
import type { Event, Metadata, Recorded, Time } from '../domain/decision.js'
import { Rejection } from '../domain/decision.js'
import type { Models } from '../projections/models.js'
import type { Projection } from '../projections/projection.js'
import type { EventStore, NewEvent } from '../stores/event-store.js'
import { VersionConflict } from '../stores/event-store.js'
import type { Command, Facts, Kept, Outcome } from './handle.js'
import type { Once } from './once.js'
import type { Entry, States } from './states.js'

/** A command that waits for its answer. */
export interface Waiting {
  readonly command: Command<unknown, Event>
  readonly answer: (outcome: Outcome) => void
  readonly refuse: (error: unknown) => void
  found?: unknown
}

export interface TurnTools {
  readonly events: EventStore
  readonly states: States
  readonly models: Models
  readonly once: Once
  readonly now: () => Time
  readonly inFlight: Set<Promise<unknown>>
  /** Told of what is a bug: anything thrown by a rule that is no Rejection. */
  readonly onBug: (error: unknown) => void
}

const MOST_EVENTS = 500
const MOST_BYTES = 256 * 1024
const NAMESPACE = '6f0f8f1c-9c6b-4d0e-9a57-3f4f5b0c2d11'

/** Id of an event: the same command makes the same again. */
export const eventId = (stream: string, command: string, index: number): string =>
  uuid(`${stream}\n${command}\n${index}`, NAMESPACE)

/** Thrown by `facts` for a stream that is not at hand. */
class Missing {
  constructor(
    readonly stream: string,
    readonly aggregate: Kept<unknown, Event>,
  ) {}
}

/** What one append will hold: the decisions of neighbouring commands on one stream. */
interface Part {
  readonly entry: Entry
  readonly expected: number
  readonly events: NewEvent[]
  readonly takers: { readonly waiting: Waiting; readonly from: number; readonly to: number }[]
  bytes: number
}

/** Bytes of a value as JSON, roughly and never much less. */
const sizeOf = (value: unknown): number => {
  if (typeof value === 'string') return value.length * 3 + 3
  if (typeof value !== 'object' || value === null) return 20
  let size = 2
  for (const [name, each] of Object.entries(value)) size += name.length + 4 + sizeOf(each)
  return size
}

const factsOf =
  (states: States): Facts =>
  (stream, aggregate) => {
    const entry = states.peek(stream)
    if (!entry) throw new Missing(stream, aggregate as unknown as Kept<unknown, Event>)
    return entry.state as never
  }

/** Decides one command on the entry as it stands, and folds what follows. Throws what the rule throws. */
const decide = (part: Part, waiting: Waiting, { states, now }: TurnTools): void => {
  const { entry } = part
  const { command, found } = waiting
  const from = part.events.length
  const decided = command.decide(factsOf(states), found)(entry.state as object)
  const metadata: Metadata = { at: now(), ...command.metadata }
  decided.forEach((event, index) => {
    part.events.push({ ...event, id: eventId(entry.stream, command.id, index), metadata })
    part.bytes += 200 + sizeOf(event.data)
    entry.state = entry.aggregate.evolve(entry.state, event, metadata.at)
    entry.version += 1
  })
  part.takers.push({ waiting, from, to: part.events.length })
}

/** Takes commands off the front as long as they fit into one append; waits only while nothing is decided yet. */
const fill = async (part: Part, batch: Waiting[], tools: TurnTools): Promise<void> => {
  for (let next = batch[0]; next?.command.stream === part.entry.stream; next = batch[0]) {
    if (part.events.length >= MOST_EVENTS || part.bytes >= MOST_BYTES) return
    try {
      const done = tools.once.done(next.command, next.found)
      if (done) next.answer(await done)
      else decide(part, next, tools)
    } catch (error) {
      if (error instanceof Missing) {
        if (part.takers.length > 0) return
        await tools.states.load(error.stream, error.aggregate)
        continue
      }
      if (!(error instanceof Rejection)) tools.onBug(error)
      next.refuse(error)
    }
    batch.shift()
  }
}

const answerAll = ({ entry, expected, events, takers }: Part, position: number, once: Once): void => {
  entry.position = Math.max(entry.position, position)
  for (const { waiting, from, to } of takers) {
    const own = events.slice(from, to).map((event, index): Recorded => {
      return { ...event, stream: entry.stream, version: expected + from + index + 1, position }
    })
    const outcome = { events: own, position: entry.position }
    once.note(waiting.command, outcome)
    waiting.answer(outcome)
  }
}

/** After a conflict: who finds his own events behind the expected version is answered, the others decide again. */
const lookForOwn = async (part: Part, batch: Waiting[], { events }: TurnTools): Promise<void> => {
  const { entry, expected, takers } = part
  const tail: Recorded[] = []
  for await (const event of events.read(entry.stream, { after: expected })) tail.push(event)
  const again: Waiting[] = []
  for (const { waiting } of takers) {
    const first = tail.findIndex(({ id }) => id === eventId(entry.stream, waiting.command.id, 0))
    if (first < 0) {
      again.push(waiting)
      continue
    }
    const own = tail.slice(first).filter(({ id }, index) => id === eventId(entry.stream, waiting.command.id, index))
    waiting.answer({ events: own, position: own.at(-1)?.position ?? 0 })
  }
  batch.unshift(...again)
}

const append = async (part: Part, batch: Waiting[], tools: TurnTools): Promise<void> => {
  const { entry, expected, events, takers } = part
  if (events.length === 0) return answerAll(part, entry.position, tools.once)
  const appending = tools.events.append(entry.stream, events, expected)
  tools.inFlight.add(appending)
  try {
    const { position } = await appending
    tools.states.keep(entry)
    answerAll(part, position, tools.once)
  } catch (error) {
    tools.states.drop(entry.stream)
    try {
      if (!(error instanceof VersionConflict)) throw error
      await lookForOwn(part, batch, tools)
    } catch (failure) {
      tools.onBug(failure)
      for (const { waiting } of takers) waiting.refuse(new Rejection('unavailable'))
    }
  } finally {
    tools.inFlight.delete(appending)
  }
}

const lookUp = async (batch: readonly Waiting[], { models, once }: TurnTools): Promise<void> => {
  const asked = new Map<Projection<object>, { readonly waiting: Waiting; readonly key: string }[]>()
  for (const waiting of batch) {
    const wanted = once.lookUp(waiting.command) ?? waiting.command.lookUp
    if (!wanted) continue
    const those = asked.get(wanted.model)
    if (those) those.push({ waiting, key: wanted.key })
    else asked.set(wanted.model, [{ waiting, key: wanted.key }])
  }
  for (const [model, those] of asked) {
    const found = await models.get(
      model,
      those.map(({ key }) => key),
    )
    those.forEach(({ waiting }, index) => (waiting.found = found[index]))
  }
}

/**
 * One turn: looks up for all, then part by part decides and appends. A part is appended only when the one before is settled.
 * Leaves `batch` empty; every command in it is answered or refused.
 */
export const takeTurn = async (batch: Waiting[], tools: TurnTools): Promise<void> => {
  for (const { command } of batch)
    tools.states.forget((await tools.states.load(command.stream, command.aggregate)) as Entry)
  await lookUp(batch, tools)
  for (let next = batch[0]; next; next = batch[0]) {
    const entry = (await tools.states.load(next.command.stream, next.command.aggregate)) as Entry
    const part: Part = { entry, expected: entry.version, events: [], takers: [], bytes: 0 }
    await fill(part, batch, tools)
    await append(part, batch, tools)
  }
}
