import { rmSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const made = new Set<string>()

/** A new folder that `removeFolders` takes away, and the end of the process whatever its cause. */
export const temporaryFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'annals-measured-'))
  made.add(folder)
  return folder
}

export const removeFolders = async (): Promise<void> => {
  for (const folder of made) await rm(folder, { recursive: true, force: true })
  made.clear()
}

process.once('exit', () => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true })
})
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))
