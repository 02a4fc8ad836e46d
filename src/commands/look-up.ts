import type { Event, Recorded } from '../domain/decision.js'
import { Rejection } from '../domain/decision.js'
import type { Models } from '../projections/models.js'
import type { Projection } from '../projections/projection.js'
import type { Request } from '../projections/requests.js'
import { requests } from '../projections/requests.js'
import type { EventStore } from '../stores/event-store.js'
import { eventId } from './event-id.js'
import type { Command, Outcome } from './handle.js'
import type { Entry } from './states.js'
import type { Waiting } from './turn.js'

type Asked = Pick<Command<unknown, Event>, 'id' | 'stream' | 'once'>

/**
 * Where the read models know of an earlier try of a request with an Idempotency-Key. They know all of it once they have reached the newest
 * event of its stream.
 */
const earlierTry = ({ id, stream, once }: Asked): Command<unknown, Event>['lookUp'] =>
  once && { model: requests as Projection<object>, key: `${id}/${stream}` }

/** What an earlier try did, from the log. */
export const outcomeOf = async (
  events: EventStore,
  stream: string,
  { first, last, position }: Request,
): Promise<Outcome> => ({ events: await tailOf(events, stream, first - 1, last - first + 1), position })

/** What was written to a stream after a version; the first so many of it. */
export const tailOf = async (
  events: EventStore,
  stream: string,
  after: number,
  limit = Infinity,
): Promise<readonly Recorded[]> => {
  const tail: Recorded[] = []
  for await (const event of events.read(stream, { after, limit })) tail.push(event)
  return tail
}

/** What a command has done, in any process, as far as it stands in this part of its stream. */
export const doneIn = (tail: readonly Recorded[], { stream, id }: Asked): readonly Recorded[] => {
  const first = eventId(stream, id, 0)
  const from = tail.findIndex((event) => event.id === first)
  const own: Recorded[] = []
  for (const event of from < 0 ? [] : tail.slice(from)) {
    if (event.id !== eventId(stream, id, own.length)) break
    own.push(event)
  }
  return own
}

interface Question {
  readonly waiting: Waiting
  readonly key: string
}

const note = (asked: Map<Projection<object>, Question[]>, model: Projection<object>, question: Question): void => {
  const others = asked.get(model)
  if (others) others.push(question)
  else asked.set(model, [question])
}

/**
 * What these commands want to know, by read model. Who asks for what is parked, or for an earlier try where the read models do not know all
 * (`known`), is refused: nobody knows what it would be.
 */
const questionsOf = (those: readonly Waiting[], batch: Waiting[], models: Models, known: boolean) => {
  const asked = new Map<Projection<object>, Question[]>()
  for (const waiting of those) {
    const wanted = earlierTry(waiting.command) ?? waiting.command.lookUp
    if (!wanted) continue
    const { stream, once } = waiting.command
    if ((once && !known) || models.isParked(wanted.model, wanted.key, stream)) {
      waiting.refuse(new Rejection('unavailable'))
      batch.splice(batch.indexOf(waiting), 1)
    } else note(asked, wanted.model, { waiting, key: wanted.key })
  }
  return asked
}

/** Asks the read models, in one call each, for what the commands on this entry want to know and have not asked since it is at hand. */
export const lookUp = async (entry: Entry, batch: Waiting[], models: Models): Promise<void> => {
  const those = batch.filter(({ command, found }) => command.stream === entry.stream && found?.with !== entry)
  const upTo = entry.version
  const keyed = those.some(({ command }) => command.once)
  const known = !keyed || (await models.waitFor(entry.position))
  for (const [model, questions] of questionsOf(those, batch, models, known)) {
    const keys = questions.map(({ key }) => key)
    const found = await models.get(model, keys)
    questions.forEach(({ waiting }, index) => (waiting.found = { document: found[index], with: entry, upTo }))
  }
}

const requestOf = ([first, ...others]: readonly Recorded[]): Request | undefined => {
  if (!first) return undefined
  const { version, position } = others.at(-1) ?? first
  return { stream: first.stream, first: first.version, last: version, position }
}

/** Looks for earlier tries in what has been written to this stream since they were asked for, here or by another process. */
export const lookBehind = async (entry: Entry, batch: readonly Waiting[], events: EventStore): Promise<void> => {
  const those = batch.flatMap((waiting) => {
    const { command, found } = waiting
    return command.once && command.stream === entry.stream && found ? [{ waiting, found }] : []
  })
  const tail = await tailOf(events, entry.stream, Math.min(...those.map(({ found }) => found.upTo)))
  const upTo = tail.at(-1)?.version ?? 0
  for (const { waiting, found } of those) {
    waiting.found = {
      ...found,
      upTo: Math.max(found.upTo, upTo),
      document: found.document ?? requestOf(doneIn(tail, waiting.command)),
    }
  }
}
