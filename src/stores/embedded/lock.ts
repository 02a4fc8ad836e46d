import { readFileSync, readlinkSync } from 'node:fs'
import { link, open, readFile, rename, rm, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { pid } from 'node:process'
import { setTimeout } from 'node:timers/promises'

/** Another live process has this folder open. */
export class FolderLocked extends Error {}

/** Who holds a folder. What the system does not tell is empty. */
interface Holder {
  readonly pid: number
  /** In clock ticks since the machine started. */
  readonly started: string
  readonly boot: string
  /** Within which process numbers mean something: containers have their own. */
  readonly space: string
}

/** So often, in milliseconds, a holder touches its lock, for those who cannot see its process. */
const defaultBeat = 1000

/**
 * Makes this process the only one to use a folder; what it gives back frees the folder again.
 * @throws FolderLocked
 */
export async function lockFolder(folder: string, beat = defaultBeat): Promise<() => Promise<void>> {
  const path = join(folder, 'lock')
  const self: Holder = { pid, started: startOf(pid) ?? '', boot: bootId(), space: pidSpace() }
  while (!(await make(path, JSON.stringify(self)))) {
    const found = await readFile(path, 'utf8').catch(() => undefined)
    if (found === undefined) continue
    const holder = parse(found)
    if (holder && (await isAlive(holder, path, beat))) throw locked(folder, holder)
    await removeLeftOver(path, found)
  }
  const touch = (): Promise<void> => utimes(path, new Date(), new Date()).catch(() => undefined)
  const beats = setInterval(() => void touch(), beat).unref()
  return () => {
    clearInterval(beats)
    return rm(path, { force: true })
  }
}

/** A link fails where the name is taken (as O_EXCL does), and never shows a file half written. */
async function make(path: string, content: string): Promise<boolean> {
  const draft = `${path}.${pid}.${process.hrtime.bigint()}`
  const handle = await open(draft, 'wx')
  try {
    await handle.writeFile(content)
    await handle.sync()
    await link(draft, path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    await handle.close()
    await rm(draft, { force: true })
  }
}

async function removeLeftOver(path: string, found: string): Promise<void> {
  const aside = `${path}.left.${pid}`
  try {
    await rename(path, aside)
  } catch {
    return
  }
  const moved = await readFile(aside, 'utf8')
  // Another process was faster and this is its lock: give it back.
  if (moved !== found) await link(aside, path).catch(() => undefined)
  await rm(aside, { force: true })
}

function locked(folder: string, { pid }: Holder): FolderLocked {
  return new FolderLocked(`${folder} is in use by process ${pid}: only one process at a time may open it`)
}

function parse(content: string): Holder | undefined {
  try {
    const holder = JSON.parse(content) as Holder
    return Number.isSafeInteger(holder.pid) ? holder : undefined
  } catch {
    return undefined
  }
}

async function isAlive(holder: Holder, path: string, beat: number): Promise<boolean> {
  if (holder.boot !== bootId() || holder.space !== pidSpace()) return isTouched(path, beat)
  const started = startOf(holder.pid)
  if (started !== undefined) return started === holder.started
  return bootId() === '' && answers(holder.pid)
}

/** Whether somebody whose process cannot be seen from here still touches the lock. */
async function isTouched(path: string, beat: number): Promise<boolean> {
  const touched = (): Promise<number> =>
    stat(path).then(
      ({ mtimeMs }) => mtimeMs,
      () => 0,
    )
  const first = await touched()
  if (Date.now() - first > 10 * beat) return false
  await setTimeout(4 * beat)
  return (await touched()) > first
}

function answers(process_: number): boolean {
  try {
    return process.kill(process_, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function bootId(): string {
  return readOr('/proc/sys/kernel/random/boot_id', '').trim()
}

function pidSpace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid')
  } catch {
    return ''
  }
}

/** When a process started; undefined if there is none, or only a zombie, or the system does not tell. */
function startOf(process_: number): string | undefined {
  // Behind the command in parentheses: state is field 3, start time field 22.
  const fields = readOr(`/proc/${process_}/stat`, '').split(') ').at(-1)!.split(' ')
  return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19]
}

function readOr(path: string, otherwise: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return otherwise
  }
}
