import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { startCluster } from '../support/cluster/cluster.js'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'annals-cluster-'))
  vi.stubEnv('TMPDIR', folder)
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await rm(folder, { recursive: true })
})

it('leaves no process and no folder behind when one of its processes does not start', async () => {
  let output = ''
  const env = { EVENT_STORE: 'embedded', READ_STORE: 'embedded' }
  const hears = (piece: string): void => void (output += piece)
  await expect(startCluster({ env, roles: ['all', 'api'], hears })).rejects.toThrow('ROLE')
  const url = /listening on (\S+)/.exec(output)![1]!
  await expect(fetch(url)).rejects.toThrow('fetch failed')
  expect((await readdir(folder)).filter((name) => name.startsWith('annals-'))).toEqual([])
}, 60_000)
