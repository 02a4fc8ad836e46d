import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openSecrets } from '../../src/services/secrets.js'
import { readSettings, WrongSetting } from '../../src/settings.js'

let parent: string
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'annals-secrets-'))
})
afterEach(() => rm(parent, { recursive: true }))

const folder = (): string => join(parent, 'data')
const open = (env: NodeJS.ProcessEnv = {}) => openSecrets(readSettings({ DATA_DIR: folder(), ...env }, parent))

describe('openSecrets', () => {
  it('makes the secrets at the first start, for the owner only, and keeps them', async () => {
    const made = await open()
    expect(await open()).toEqual(made)
    expect((await readdir(folder())).sort()).toEqual(['admin-token', 'data-key', 'session-secret'])
    for (const name of await readdir(folder())) expect((await stat(join(folder(), name))).mode & 0o777).toBe(0o600)
    expect(Buffer.from(await readFile(join(folder(), 'data-key'), 'utf8'), 'base64')).toEqual(made.dataKey)
    expect(made.dataKey).toHaveLength(32)
  })

  it('makes one set when two start at once', async () => {
    const [one, other] = await Promise.all([open(), open()])
    expect(one).toEqual(other)
  })

  it('takes the settings before the files, and makes no file for them', async () => {
    const DATA_KEY = Buffer.alloc(32, 1).toString('base64')
    const secrets = await open({ SESSION_SECRET: 's', ADMIN_TOKEN: 't', DATA_KEY })
    expect(secrets).toEqual({ session: 's', adminToken: 't', dataKey: Buffer.alloc(32, 1) })
    expect(await readdir(folder())).toEqual([])
  })

  it('refuses a key that is no key, and an empty file', async () => {
    await open()
    await writeFile(join(folder(), 'data-key'), 'c2hvcnQ=\n')
    await expect(open()).rejects.toThrow(/^DATA_KEY/)
    await writeFile(join(folder(), 'data-key'), '')
    await expect(open()).rejects.toThrow(WrongSetting)
  })
})
