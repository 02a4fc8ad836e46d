import { describe, expect, it } from 'vitest'
import type { Role } from '../support/cluster/cluster.js'
import { openClusterWorld } from '../support/cluster/history-world.js'
import { MONGODB_URL } from '../support/cluster/servers.js'
import { LIMIT } from './history.js'
import { peopleOf, playAll } from './play.js'

const FIRST = Number(process.env['SEED'] ?? 1)
const SEEDS = Number(process.env['SEEDS'] ?? 2)
const LENGTH = Number(process.env['LENGTH'] ?? 60)
const AT_ONCE = 4

describe.skipIf(!MONGODB_URL)(`${SEEDS} random histories from seed ${FIRST} go as the plain model says`, () => {
  it.each<{ roles: readonly Role[] }>([{ roles: ['all'] }, { roles: ['api', 'api', 'projector'] }])(
    'on EventStoreDB and MongoDB, served by $roles',
    async ({ roles }) => {
      const seeds = Array.from({ length: SEEDS }, (_, index) => FIRST + index)
      const world = await openClusterWorld(peopleOf(SEEDS), roles, { MAX_ROOM_MEMBERS: String(LIMIT) })
      const { commands, differences } = await playAll(world, seeds, LENGTH, AT_ONCE).finally(() => world.close())
      expect(differences).toEqual([])
      expect(commands).toBeGreaterThanOrEqual(SEEDS * LENGTH)
    },
    0,
  )
})
