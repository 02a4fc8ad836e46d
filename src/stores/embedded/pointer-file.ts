import { open, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'

export type Pointers = Readonly<Record<string, string>>

const NAME = 'pointers.json'

/** What was written last; nothing where there is no file yet. */
export async function readPointers(folder: string): Promise<Pointers> {
  try {
    return JSON.parse(await readFile(join(folder, NAME), 'utf8')) as Pointers
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {}
    throw error
  }
}

/** Replaces the file as a whole: after a crash at any moment it is the old one or the new one. */
export async function writePointers(folder: string, pointers: Pointers): Promise<void> {
  const fresh = join(folder, `${NAME}.new`)
  const file = await open(fresh, 'w')
  try {
    await file.writeFile(JSON.stringify(pointers))
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(fresh, join(folder, NAME))
  const directory = await open(folder)
  await directory.sync().finally(() => directory.close())
}
