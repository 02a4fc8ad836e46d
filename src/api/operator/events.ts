import { z } from 'zod'
import { notePrivateReading } from '../../commands/operator.js'
import type { Context } from '../../commands/context.js'
import type { Recorded } from '../../domain/decision.js'
import type { EventStore } from '../../stores/event-store.js'
import { integer } from '../fields.js'
import { reader } from '../wire.js'
import { compare, momentField, type Moment } from './moment.js'
import type { OperatorAsk, OperatorParts } from './parts.js'
import { Problem } from './problem.js'
import { showEvents } from './shown.js'

/** So many events are looked at for one page; a page may be empty and still have a next one. */
const MOST_LOOKED_AT = 100_000

const position = integer(0, Number.MAX_SAFE_INTEGER)

const readQuery = reader(
  z.object({
    after: position.default(0),
    limit: integer(1, 1000).default(100),
    stream: z.string().optional(),
    type: z.string().optional(),
    actor: z.string().optional(),
    from: momentField.optional(),
    to: momentField.optional(),
  }),
)

type Filter = ReturnType<typeof readQuery>

const matches = (event: Recorded, { type, actor, from, to }: Filter): boolean =>
  (type === undefined || event.type === type) &&
  (actor === undefined || event.metadata.actor === actor) &&
  (from === undefined || compare(event, from) >= 0) &&
  (to === undefined || compare(event, to) <= 0)

/** The events of one stream, or of the log, above a position. */
async function* candidates(events: EventStore, { stream, after, from }: Filter): AsyncGenerator<Recorded> {
  const start = from && 'position' in from ? Math.max(after, from.position - 1) : after
  if (stream === undefined) {
    for await (const run of events.readAll(start)) yield* run
    return
  }
  for await (const event of events.read(stream)) if (event.position > start) yield event
}

const isPast = (event: Recorded, to: Moment | undefined): boolean =>
  to !== undefined && 'position' in to && event.position > to.position

interface Page {
  readonly events: readonly Recorded[]
  /** What `after` is for the next page; null behind the last one. */
  readonly next: number | null
}

const pageOf = async (store: EventStore, filter: Filter): Promise<Page> => {
  const events: Recorded[] = []
  let looked = 0
  for await (const event of candidates(store, filter)) {
    if (isPast(event, filter.to)) break
    if (matches(event, filter)) events.push(event)
    looked += 1
    if (events.length === filter.limit || looked === MOST_LOOKED_AT) return { events, next: event.position }
  }
  return { events, next: null }
}

/** What two users say to each other is read only with a note of it in the log; that need not be visible to go on. */
const notePrivate = async (context: Context, streams: readonly string[]): Promise<void> => {
  const read = new Set(streams.flatMap((stream) => /^conversation-(friend_.*)$/.exec(stream)?.[1] ?? []))
  const unawaited = { ...context, effect: { position: 0 } }
  await Promise.all([...read].map((conversation) => notePrivateReading(unawaited, conversation)))
}

/** `GET /admin/events`: pages through the log, oldest first (`product.md 4`). */
export const listEvents = async ({ events }: OperatorParts, { context, query }: OperatorAsk): Promise<object> => {
  const filter = readQuery(query)
  const page = await pageOf(events, filter)
  await notePrivate(
    context,
    page.events.map(({ stream }) => stream),
  )
  return { events: await showEvents(events, page.events), next: page.next }
}

const readStreamQuery = reader(
  z.object({
    /** A version, and so is `next`. */
    after: position.default(0),
    limit: integer(1, 1000).default(1000),
    until: momentField.optional(),
  }),
)

/** `GET /admin/streams/{stream}`: one stream, oldest first, up to and with a moment. */
export const listStream = async (
  { events }: OperatorParts,
  { context, params, query }: OperatorAsk,
): Promise<object> => {
  const { stream = '' } = params
  const { after, limit, until } = readStreamQuery(query)
  await notePrivate(context, [stream])
  const found: Recorded[] = []
  for await (const event of events.read(stream, { after, limit: limit + 1 })) found.push(event)
  if (found.length === 0 && after === 0) throw new Problem(404, `there is no stream ${stream}`)
  const known = found.slice(0, limit).filter((event) => !until || compare(event, until) <= 0)
  const next = found.length > limit && known.length === limit ? after + limit : null
  return { stream, events: await showEvents(events, known), next }
}
