import { expect, test } from 'vitest'
import { openHistoryWorld } from '../support/history-world.js'
import { History, LIMIT } from './history.js'
import { play } from './play.js'

const FIRST = Number(process.env['SEED'] ?? 1)
const SEEDS = Number(process.env['SEEDS'] ?? 100)
const LENGTH = Number(process.env['LENGTH'] ?? 2_000)
const PEOPLE = 5
const AT_ONCE = 10
/** Histories that one server sees: thousands of them do not fill its memory. */
const PER_SERVER = 50
const MOST_DIFFERENCES = 3

/** Plays the histories of these seeds on a server of their own: how many commands that were, and where it went another way than the model. */
const playAll = async (seeds: readonly number[]) => {
  const names = seeds.flatMap(() => Array.from({ length: PEOPLE }, (_, index) => `u${index}`))
  const world = await openHistoryWorld(names, { MAX_ROOM_MEMBERS: String(LIMIT) })
  const differences: string[] = []
  let commands = 0
  const waiting = [...seeds.entries()]
  const lane = async (): Promise<void> => {
    for (let next = waiting.shift(); next && differences.length < MOST_DIFFERENCES; next = waiting.shift()) {
      const [index, seed] = next
      const history = new History(seed, world, world.people.slice(index * PEOPLE, (index + 1) * PEOPLE))
      await play(history, LENGTH).catch((error: Error) => differences.push(error.message))
      commands += history.commands
    }
  }
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, lane))
  } finally {
    await world.close()
  }
  return { commands, differences }
}

test(
  `${SEEDS} random histories from seed ${FIRST}, ${LENGTH} commands each, go as the plain model says`,
  { timeout: 0 },
  async () => {
    const differences: string[] = []
    let commands = 0
    const last = FIRST + SEEDS - 1
    for (let first = FIRST; first <= last && differences.length < MOST_DIFFERENCES; first += PER_SERVER) {
      const begun = performance.now()
      const seeds = Array.from({ length: Math.min(PER_SERVER, last - first + 1) }, (_, index) => first + index)
      const played = await playAll(seeds)
      const seconds = ((performance.now() - begun) / 1_000).toFixed(1)
      console.log(
        `seeds ${first} to ${seeds.at(-1)}: ${played.commands} commands in ${seconds} s, ${played.differences.length} differences`,
      )
      commands += played.commands
      differences.push(...played.differences)
    }
    expect(differences).toEqual([])
    expect(commands).toBeGreaterThanOrEqual(SEEDS * LENGTH)
  },
)
