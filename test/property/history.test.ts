import { afterAll, expect, test } from 'vitest'
import type { HistoryWorld } from '../support/history-world.js'
import { openHistoryWorld } from '../support/history-world.js'
import { play } from './commands.js'
import { History, LIMIT } from './history.js'

const FIRST = Number(process.env['SEED'] ?? 1)
const SEEDS = Number(process.env['SEEDS'] ?? 100)
const LENGTH = Number(process.env['LENGTH'] ?? 100)
/** The first one is long, the others are many. */
const lengthOf = (seed: number): number => (seed === FIRST ? Math.max(2_000, LENGTH) : LENGTH)
const PEOPLE = 5
const AT_ONCE = 10

let world: HistoryWorld
afterAll(() => world.close())

test(
  `${SEEDS} random histories from seed ${FIRST}, ${LENGTH} commands each, go as the plain model says`,
  { timeout: 0 },
  async () => {
    const names = Array.from({ length: SEEDS * PEOPLE }, (_, index) => `u${index % PEOPLE}`)
    world = await openHistoryWorld(names, { MAX_ROOM_MEMBERS: String(LIMIT) })
    const seeds = Array.from({ length: SEEDS }, (_, index) => FIRST + index)
    const wrong: string[] = []
    let commands = 0
    const lane = async (): Promise<void> => {
      for (let seed = seeds.shift(); seed !== undefined && wrong.length < 3; seed = seeds.shift()) {
        const at = (seed - FIRST) * PEOPLE
        const history = new History(seed, world, world.people.slice(at, at + PEOPLE))
        await play(history, lengthOf(seed)).catch((error: Error) => wrong.push(error.message))
        commands += history.commands
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, lane))
    expect(wrong).toEqual([])
    expect(commands).toBeGreaterThanOrEqual((SEEDS - 1) * LENGTH + lengthOf(FIRST))
  },
)
