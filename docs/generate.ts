import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { format, resolveConfig } from 'prettier'
import type { SignInParts } from '../src/commands/sign-in-parts.js'
import type { Cookies } from '../src/services/cookies.js'
import { restRoutes } from '../src/api/rest/index.js'
import { access } from './access.js'
import { apiCoverage } from './api-coverage.js'
import { errors } from './errors.js'
import { noticesAndFrames } from './notices-and-frames.js'
import { recordExamples } from './record-examples.js'
import { withSettings } from './settings-table.js'

const root = join(import.meta.dirname, '..')

const write = async (name: string, text: string): Promise<void> => {
  const file = join(root, name)
  await writeFile(file, await format(text, { ...(await resolveConfig(file)), filepath: file }))
  process.stdout.write(`${name}\n`)
}

await write('docs/access.md', access())
// what the routes do their work with is not asked here
const routes = restRoutes({} as SignInParts, {} as Cookies)

await write('docs/api-coverage.md', apiCoverage(routes))
await write('docs/errors.md', errors(routes))
await write('docs/notices-and-frames.md', noticesAndFrames())
await write('docs/operations.md', withSettings(await readFile(join(root, 'docs/operations.md'), 'utf8')))
await write('src/api/docs/examples.json', JSON.stringify(await recordExamples()))
