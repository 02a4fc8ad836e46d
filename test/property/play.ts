import type { HistoryWorld } from '../support/history-world.js'
import { below, pick } from '../support/random.js'
import type { Draw } from './commands.js'
import { send, weighted } from './commands.js'
import { History } from './history.js'
import { applications, lists, unread } from './reads.js'

const PEOPLE = 5
export const MOST_DIFFERENCES = 3
const LONGEST_MS = 60_000
/** A history that waits for what does not come ends with its trace. */
const inTime = async (history: History, work: Promise<unknown>): Promise<void> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(history.failure('nothing comes any more')), LONGEST_MS)
  })
  await Promise.race([work, late]).finally(() => clearTimeout(timer))
}

/** One random command, and what every device gets of it. */
const step = async (history: History): Promise<void> => {
  const { random, users, model } = history
  const live = [...model.rooms].filter((entry) => entry[1].live).map(([room]) => room)
  const room = below(random, 20) === 0 ? `r${history.made}` : (pick(random, live) ?? 'r0')
  const draw: Draw = {
    history,
    user: pick(random, users) ?? '',
    other: pick(random, users) ?? '',
    room,
    some: users.filter(() => below(random, 3) === 0),
    three: (1 + below(random, 3)) as 1 | 2 | 3,
    two: (1 + below(random, 2)) as 1 | 2,
  }
  await (pick(random, weighted) ?? send)(draw)
  await history.compareFrames()
}

/** So many commands. */
const play = async (history: History, length: number): Promise<void> => {
  while (history.commands < length) await inTime(history, step(history))
  for (const user of history.users) {
    await unread(history, user)
    await lists(history, user)
    await applications(history, user)
  }
  await history.close()
}

/** Names of all who take part in so many histories. */
export const peopleOf = (histories: number): readonly string[] =>
  Array.from({ length: histories * PEOPLE }, (_, index) => `u${index % PEOPLE}`)

/** Plays the histories of these seeds on one world: how many commands that were, and where it went another way than the model. */
export const playAll = async (world: HistoryWorld, seeds: readonly number[], length: number, atOnce: number) => {
  const differences: string[] = []
  let commands = 0
  const waiting = [...seeds.entries()]
  const lane = async (): Promise<void> => {
    for (let next = waiting.shift(); next && differences.length < MOST_DIFFERENCES; next = waiting.shift()) {
      const [index, seed] = next
      const history = new History(seed, world, world.people.slice(index * PEOPLE, (index + 1) * PEOPLE))
      await play(history, length).catch((error: Error) => differences.push(error.message))
      commands += history.commands
    }
  }
  await Promise.all(Array.from({ length: atOnce }, lane))
  return { commands, differences }
}
