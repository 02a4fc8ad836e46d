import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join, relative } from 'node:path'
import type { RunnerTestFile } from 'vitest'
import { afterAll, beforeEach } from 'vitest'
import { exercised } from './exercised.js'

/**
 * Loaded before each test file: what `docs/api-coverage.md` says of a file must hold when all of its tests have passed. With EXERCISED_TO, a folder,
 * what the file asks of the API is written there instead (`npm run docs:coverage`).
 */

const root = join(import.meta.dirname, '../..')
const folder = process.env['EXERCISED_TO']

interface Task {
  readonly mode: string
  readonly result?: { readonly state: string } | undefined
  readonly tasks?: readonly Task[]
}
const hasPassed = ({ mode, result, tasks }: Task): boolean =>
  tasks ? tasks.every(hasPassed) : mode === 'run' && result?.state === 'pass'

const unkept = (file: string): readonly string[] => {
  const claims = JSON.parse(readFileSync(join(root, 'docs/exercised.json'), 'utf8')) as Record<string, string[]>
  return Object.keys(claims).filter((what) => claims[what]?.includes(file) && !exercised.has(what))
}

let suite: RunnerTestFile | undefined
beforeEach(({ task }) => {
  suite = task.file
})

afterAll(() => {
  if (!suite) return
  const file = relative(root, suite.filepath)
  if (folder !== undefined) {
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, `${basename(file)}-${crypto.randomUUID()}.json`), JSON.stringify([file, ...exercised]))
  } else if (hasPassed(suite) && unkept(file).length > 0) {
    const those = unkept(file).join(', ')
    throw new Error(`docs/api-coverage.md says that ${file} asks for ${those}: npm run docs:coverage`)
  }
})
