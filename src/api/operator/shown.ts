import type { Recorded } from '../../domain/decision.js'
import { streamOf } from '../../domain/session.js'
import type { EventStore } from '../../stores/event-store.js'

/** An event as operators see it: without its `secret`, and with the device and address of its session. */
export interface Shown {
  readonly position: number
  readonly stream: string
  readonly version: number
  readonly id: string
  readonly type: string
  readonly at: number
  readonly data: object
  readonly metadata: object
}

interface SignedIn {
  readonly session: string
  readonly device: string
  readonly address: string
}

/** Device and address by session, of all sessions of a user. */
const sessionsOf = async (events: EventStore, user: string): Promise<ReadonlyMap<string, object>> => {
  const found = new Map<string, object>()
  for await (const { type, data } of events.read(streamOf(user))) {
    if (type !== 'SignedIn') continue
    const { session, device, address } = data as SignedIn
    found.set(session, { device, address })
  }
  return found
}

/** Streams that are read at the same time. */
const AT_ONCE = 16

/** Shows the events of one page; each user's sessions are read once, those of some users at the same time. */
export const showEvents = async (events: EventStore, page: readonly Recorded[]): Promise<readonly Shown[]> => {
  const signedIn = page.flatMap(({ metadata: { actor, session } }) => (session === undefined ? [] : (actor ?? [])))
  const actors = [...new Set(signedIn)]
  const sessions = new Map<string, ReadonlyMap<string, object>>()
  for (let from = 0; from < actors.length; from += AT_ONCE) {
    const some = actors.slice(from, from + AT_ONCE)
    await Promise.all(some.map(async (actor) => sessions.set(actor, await sessionsOf(events, actor))))
  }
  return page.map(({ position, stream, version, id, type, data, metadata }) => {
    const { actor, session } = metadata
    const origin = session === undefined ? undefined : sessions.get(actor ?? '')?.get(session)
    const open = Object.fromEntries(Object.entries(data).filter(([name]) => name !== 'secret'))
    const about = { ...metadata, ...origin }
    return { position, stream, version, id, type, at: metadata.at, data: open, metadata: about }
  })
}
