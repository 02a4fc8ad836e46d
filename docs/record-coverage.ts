import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { format, resolveConfig } from 'prettier'

/** Runs the tests of the API, and writes down for each path and event which of them a server answered (`npm run docs:coverage`). */

const root = join(import.meta.dirname, '..')
/** So many tests are named per path. */
const MOST = 3

const folder = mkdtempSync(join(tmpdir(), 'annals-coverage-'))
const env = { ...process.env, EXERCISED_TO: folder }
const { status } = spawnSync('npx', ['vitest', 'run', 'test/api', 'test/docs'], { cwd: root, env, stdio: 'inherit' })
if (status !== 0) process.stderr.write('Some tests failed: what they ask for is not counted on. Mend them first.\n')

/** What comes by itself may come too late for a test that does not wait for it: only those count that name the event, and the one that waits for all. */
const waitsFor = (file: string, what: string): boolean => {
  const [, event] = /^event (\d+)$/.exec(what) ?? []
  if (event === undefined || file === 'test/docs/asyncapi.plays.test.ts') return true
  return new RegExp(`eventType\\D{0,8}\\b${event}\\b|event ${event}\\b`).test(readFileSync(join(root, file), 'utf8'))
}

const found = new Map<string, Set<string>>()
for (const name of readdirSync(folder)) {
  const [file = '', ...exercised] = JSON.parse(readFileSync(join(folder, name), 'utf8')) as string[]
  for (const what of exercised.filter((one) => waitsFor(file, one)))
    found.set(what, (found.get(what) ?? new Set()).add(file))
}
rmSync(folder, { recursive: true })

/** First those that are about this part of the API. */
const rank = (file: string): number =>
  ['test/api/rest/', 'test/api/socket/', 'test/api/', ''].findIndex((start) => file.startsWith(start))
const ranked = (files: ReadonlySet<string>): readonly string[] =>
  [...files].sort((one, other) => rank(one) - rank(other) || (one < other ? -1 : 1)).slice(0, MOST)

const claims = Object.fromEntries(
  [...found].sort(([one], [other]) => (one < other ? -1 : 1)).map(([what, files]) => [what, ranked(files)]),
)
const file = join(root, 'docs/exercised.json')
writeFileSync(file, await format(JSON.stringify(claims), { ...(await resolveConfig(file)), filepath: file }))
process.exitCode = status ?? 1
