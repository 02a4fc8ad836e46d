import type { Recorded } from '../domain/decision.js'
import { BEGINNING, linked, type Link } from '../stores/hash-chain.js'
import { eventsOf, type OnMoved, type Pair } from './copy-log.js'
import { Unsuccessful } from './verb.js'

const named = ({ stream, version, type, id }: Recorded): string => `version ${version} of ${stream} (${type}, ${id})`

const difference = (number: number, mine: Recorded | undefined, other: Recorded | undefined): Unsuccessful => {
  const where = `The logs differ from event ${number} on`
  if (mine === undefined) return new Unsuccessful(`${where}: the target goes on with ${named(other!)}.`)
  if (other === undefined) return new Unsuccessful(`${where}: the target ends before ${named(mine)}.`)
  const is = mine.id === other.id ? 'in the target it is changed' : `the target has ${named(other)} there`
  return new Unsuccessful(`${where}, which is ${named(mine)} at position ${mine.position} of the source: ${is}.`)
}

/**
 * Reads both logs whole, the source up to a position, and holds their hash chains against each other at every event.
 * @throws Unsuccessful that names the first event that differs
 */
export const compareLogs = async ({ source, target }: Pair, upTo: number, moved: OnMoved): Promise<Link> => {
  const others = eventsOf(target, 0, Infinity)
  let [chain, otherChain] = [BEGINNING, BEGINNING]
  for await (const mine of eventsOf(source, 0, upTo)) {
    const { value: other } = (await others.next()) as { value: Recorded | undefined }
    chain = linked(chain, mine)
    if (other) otherChain = linked(otherChain, other)
    if (!other || chain.head !== otherChain.head) throw difference(chain.events, mine, other)
    moved(mine.position, 1)
  }
  const { value: more } = (await others.next()) as { value: Recorded | undefined }
  if (more) throw difference(chain.events + 1, undefined, more)
  return chain
}
