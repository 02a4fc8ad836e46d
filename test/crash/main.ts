import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { Findings } from './findings.js'
import { Ledger } from './ledger.js'
import { checkLists, settle } from './quiet.js'
import { externals } from '../support/cluster/cluster.js'
import { MONGODB_URL, openServers } from '../support/cluster/servers.js'
import { below, randomOf } from '../support/random.js'
import { populate } from './population.js'
import { checkRemains } from './remains.js'
import { act } from './storm.js'
import { Victim } from './victim.js'
import type { Person, World } from './world.js'

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '10' },
    seed: { type: 'string' },
    keep: { type: 'boolean' },
    servers: { type: 'boolean' },
  },
})
const kills = Number(values.kills)
const seed = Number(values.seed ?? Date.now() % 1_000_000)
const random = randomOf(seed)
console.log(`seed ${seed}, ${kills} kills`)

if (values.servers && MONGODB_URL === undefined) {
  console.error('not run: MONGODB_URL names no server (test/support/ferretdb/run starts one)')
  process.exit(2)
}
const servers = values.servers ? await openServers() : undefined
const folder = await mkdtemp(join(tmpdir(), 'annals-crash-'))
const findings = new Findings()
const victim = new Victim({ DATA_DIR: folder, ...(servers && { ...externals('all', 0), ...servers.env }) }, findings)
const world: World = {
  victim,
  findings,
  random,
  ledger: new Ledger(findings),
  since: Date.now(),
  people: [],
  stable: [],
  changing: [],
  members: new Set(),
  requests: new Set(),
  friends: new Set(),
  locks: new Set(),
  conversations: new Map(),
  floors: new Map(),
  ceilings: new Map(),
  numbers: 0,
}

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void victim.kill().then(() => process.exit(1)))

let raging = true
const live = async (person: Person): Promise<void> => {
  while (raging) {
    await act(world, person)
    await setTimeout(20 + below(random, 60))
  }
}
/** Everybody acts, also who arrives later. */
const storm = async (): Promise<void> => {
  const lives: Promise<void>[] = []
  while (raging) {
    for (const person of world.people.slice(lives.length)) lives.push(live(person))
    await setTimeout(50)
  }
  await Promise.all(lives)
}

/** Kills it at some moment, and at times again before it listens. */
const kill = async (): Promise<void> => {
  await setTimeout(below(random, 1_500))
  await victim.kill()
  findings.counts.kills += 1
  let patience = below(random, 3) === 0 ? below(random, 2_500) : Infinity
  while (!(await victim.start(patience))) {
    findings.counts.killsWhileStarting += 1
    patience = Infinity
  }
}

await victim.start()
await populate(world)
const storming = storm()
while (findings.counts.kills < kills) {
  await kill()
  if (findings.counts.kills % 10 === 0) console.log(findings.summary())
}
raging = false
await storming
await settle(world)
await checkLists(world)
await victim.kill()
await victim.start()
await checkLists(world)
// what a crash left undone is done 5 s after the start
await setTimeout(8_000)
for (const person of world.people) for (const device of person.devices) device.end()
await victim.stop()
await checkRemains(world, folder, servers)
await servers?.close()
console.log(`seed ${seed}: ${findings.summary()}`)
if (findings.total === 0 && !values.keep) await rm(folder, { recursive: true, force: true })
else console.log(`the folder is left at ${folder}`)
process.exit(findings.total === 0 ? 0 : 1)
