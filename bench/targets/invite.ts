import { ok } from '../client/api.js'
import { startServer } from '../client/server.js'
import type { Options, Row } from '../report/row.js'
import { percentiles } from '../report/statistics.js'
import { crowd } from '../world/worlds.js'

const GUESTS = 500
const ROUNDS = 20

/** 500 people into a room with one call, beside one person into a room. */
export const invite = async ({ progress }: Options): Promise<readonly Row[]> => {
  progress(`invite: ${GUESTS} people in one call`)
  const { folder, people, rooms } = await crowd(
    GUESTS + 1,
    Array.from({ length: 2 * ROUNDS }, () => [0]),
  )
  const server = await startServer({}, { folder })
  const [host, ...guests] = people
  try {
    const timed = async (room: number, users: readonly string[]): Promise<number> => {
      const began = performance.now()
      const body = { roomId: rooms[room]?.id, users }
      const { state } = (await ok(server.url, '/room/joinRoomInvite', { body, token: host?.token })) as {
        state: number
      }
      if (state !== 1) throw new Error(`the invitation ended with state ${state}`)
      return performance.now() - began
    }
    const [all, single]: [number[], number[]] = [[], []]
    for (let round = 0; round < ROUNDS; round++) {
      all.push(
        await timed(
          2 * round,
          guests.map(({ id }) => id),
        ),
      )
      single.push(await timed(2 * round + 1, [guests[round]?.id ?? '']))
    }
    const [many, one] = [percentiles(all), percentiles(single)]
    return [
      {
        name: 'invite',
        unit: `ms (p50) for ${GUESTS} people`,
        ours: many.p50,
        baseline: one.p50,
        baselineIs: 'the same for one person',
        goals: [{ text: 'less per person than a call each', actual: many.p50 / GUESTS, atMost: one.p50 }],
        n: ROUNDS,
        seconds: [...all, ...single].reduce((sum, ms) => sum + ms, 0) / 1000,
        notes: { 'p99 ms': many.p99, "baseline's p99 ms": one.p99, 'people/s': (GUESTS / many.p50) * 1000 },
      },
    ]
  } finally {
    await server.stop()
  }
}
