import { randomBytes } from 'node:crypto'
import { link, mkdir, open, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { WrongSetting, type Settings } from '../settings.js'

/** What nobody else may know. */
export interface Secrets {
  /** Signs cookies. */
  readonly session: string
  /** 32 bytes; seals phone numbers. */
  readonly dataKey: Buffer
  /** Bearer token of `/admin/*`. */
  readonly adminToken: string
}

const read = async (file: string): Promise<string | undefined> => {
  try {
    return (await readFile(file, 'utf8')).trim()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

const synced = async (path: string, flags: string, text = ''): Promise<void> => {
  const file = await open(path, flags, 0o600)
  try {
    if (text !== '') await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Writes the file whole or not at all; one that is there already stays. */
const make = async (folder: string, name: string, text: string): Promise<void> => {
  const draft = join(folder, `.${name}.${randomBytes(6).toString('hex')}`)
  try {
    await synced(draft, 'wx', `${text}\n`)
    await link(draft, join(folder, name))
    await synced(folder, 'r')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    await rm(draft, { force: true })
  }
}

const kept = async (folder: string, name: string, encoding: 'hex' | 'base64'): Promise<string> => {
  const file = join(folder, name)
  const found = await read(file)
  if (found) return found
  await make(folder, name, randomBytes(32).toString(encoding))
  const made = await read(file)
  if (!made) throw new WrongSetting(`${file} is empty; restore it from a backup.`)
  return made
}

/**
 * The secrets from the settings, else from DATA_DIR (`session-secret`, `data-key`, `admin-token`, for the owner only), where they are made
 * at the first start (`product.md 2`). Makes DATA_DIR.
 * @throws WrongSetting where DATA_DIR/data-key holds no key
 */
export const openSecrets = async (settings: Settings): Promise<Secrets> => {
  const { DATA_DIR, SESSION_SECRET, DATA_KEY, ADMIN_TOKEN } = settings
  await mkdir(DATA_DIR, { recursive: true, mode: 0o700 })
  const dataKey = Buffer.from(DATA_KEY ?? (await kept(DATA_DIR, 'data-key', 'base64')), 'base64')
  if (dataKey.length !== 32) throw new WrongSetting('DATA_KEY, or DATA_DIR/data-key, must be 32 bytes in base64.')
  return {
    session: SESSION_SECRET ?? (await kept(DATA_DIR, 'session-secret', 'hex')),
    dataKey,
    adminToken: ADMIN_TOKEN ?? (await kept(DATA_DIR, 'admin-token', 'hex')),
  }
}
