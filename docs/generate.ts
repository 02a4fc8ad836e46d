import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { format, resolveConfig } from 'prettier'
import { noticesAndFrames } from './notices-and-frames.js'

const file = join(import.meta.dirname, 'notices-and-frames.md')
await writeFile(file, await format(noticesAndFrames(), { ...(await resolveConfig(file)), parser: 'markdown' }))
