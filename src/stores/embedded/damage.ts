import { execFile } from 'node:child_process'
import { readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

/** Exit code of `try-to-read.ts` where lmdb reports an error. */
export const DAMAGED = 3

/** What a crash of a reader looks like. */
const SIGNALS: readonly unknown[] = ['SIGSEGV', 'SIGBUS', 'SIGABRT', 'SIGILL', 'SIGFPE']

const MARK = 'closed'

/** Notes that the data file was closed in order, and how it was then. After `close`. */
export async function markClosed(path: string): Promise<void> {
  await writeFile(join(path, MARK), await outside(path))
}

/**
 * Whether the data file of an environment may be opened; a missing one may. lmdb kills the process that reads a damaged file, so one that was
 * not closed in order, or has changed since, is first tried by a process of its own (about 0.3 s). Damage deep inside a large file is not found.
 */
export async function isSound(path: string): Promise<boolean> {
  const now = await outside(path)
  const closed = await readFile(join(path, MARK), 'utf8').catch(() => undefined)
  await rm(join(path, MARK), { force: true })
  return now === '' || now === closed || (await canBeRead(path))
}

/** Size and time of the data file; empty where there is none. */
async function outside(path: string): Promise<string> {
  try {
    const { size, mtimeMs } = await stat(join(path, 'data.mdb'))
    return `${size} ${mtimeMs}`
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw error
  }
}

function canBeRead(path: string): Promise<boolean> {
  const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href
  const script = fileURLToPath(new URL('./try-to-read.ts', import.meta.url))
  return new Promise((resolve, reject) => {
    execFile(process.execPath, ['--import', loader, script, path], (error) => {
      if (!error) resolve(true)
      else if (error.code === DAMAGED || SIGNALS.includes(error.signal)) resolve(false)
      else reject(new Error(`cannot try to read ${path}`, { cause: error }))
    })
  })
}
