// Plays ../shared/conformance against the product on the double of EventStoreDB and a database of MONGODB_URL for each data folder.
// PROCESSES is 1 or 3; the options of ../shared/conformance/run are handed on.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { MONGODB_URL, openServers, type Servers } from './servers.js'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))

if (MONGODB_URL === undefined) {
  process.stderr.write('not run: MONGODB_URL names no server (test/support/ferretdb/run starts one)\n')
  process.exit(2)
}

/** The servers of each data folder: what is started there again finds its log and its documents. */
const known = new Map<string, Promise<Servers>>()
const serversOf = (folder: string): Promise<Servers> => {
  const there = known.get(folder) ?? openServers()
  known.set(folder, there)
  return there
}
const told = createServer((request, response) => {
  void serversOf(request.url!).then(({ env }) => response.end(JSON.stringify(env)))
})
told.listen(0, '127.0.0.1')
await once(told, 'listening')

/** A tree whose `npm start` starts the processes: the checks run in it as in the product's own. */
const tree = await mkdtemp(join(tmpdir(), 'annals-conformance-'))
const run = (file: string): string => `node --import tsx ${JSON.stringify(join(ROOT, file))}`
await symlink(join(ROOT, 'node_modules'), join(tree, 'node_modules'))
await writeFile(
  join(tree, 'package.json'),
  JSON.stringify({
    type: 'module',
    scripts: { start: run('test/support/cluster/told.ts'), admin: run('src/admin/main.ts') },
  }),
)
const chosen = process.argv.slice(2)
if (!chosen.includes('--only')) {
  console.log(
    'not played: start: secrets are made at the first start (with an external event store they must be set, product 2)',
  )
  chosen.push('--only', '^(?!start: secrets are made at the first start)')
}
const { port } = told.address() as AddressInfo
const checks = spawn(join(ROOT, '../shared/conformance/run'), chosen, {
  cwd: tree,
  env: { ...process.env, SERVERS_OF: `http://127.0.0.1:${port}` },
  stdio: 'inherit',
})
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => checks.kill(signal))
const [code] = (await once(checks, 'exit')) as [number | null]
told.close()
await Promise.all([...known.values()].map(async (servers) => (await servers).close()))
await rm(tree, { recursive: true })
process.exit(code ?? 1)
