import { expect, test } from 'vitest'
import { openHistoryWorld } from '../support/history-world.js'
import { LIMIT } from './history.js'
import { MOST_DIFFERENCES, peopleOf, playAll } from './play.js'

const FIRST = Number(process.env['SEED'] ?? 1)
const SEEDS = Number(process.env['SEEDS'] ?? 100)
const LENGTH = Number(process.env['LENGTH'] ?? 2_000)
const AT_ONCE = 10
/** Histories that one server sees: thousands of them do not fill its memory. */
const PER_SERVER = 50

const playOnOne = async (seeds: readonly number[]) => {
  const world = await openHistoryWorld(peopleOf(seeds.length), { MAX_ROOM_MEMBERS: String(LIMIT) })
  return playAll(world, seeds, LENGTH, AT_ONCE).finally(() => world.close())
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
      const played = await playOnOne(seeds)
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
