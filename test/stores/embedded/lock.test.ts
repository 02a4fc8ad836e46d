import { execFile, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { once } from 'node:events'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { FolderLocked, lockFolder } from '../../../src/stores/embedded/lock.js'
import { withFolder } from '../../support/log-folder.js'

type Holder = Record<'pid' | 'started' | 'boot' | 'space', unknown>

async function holderIn(folder: string): Promise<Holder> {
  return JSON.parse(await readFile(join(folder, 'lock'), 'utf8')) as Holder
}

/** The lock of this process, changed, as somebody may have left it behind. */
async function leave(folder: string, change: Partial<Holder>): Promise<void> {
  const unlock = await lockFolder(folder)
  const holder = await holderIn(folder)
  await unlock()
  await writeFile(join(folder, 'lock'), JSON.stringify({ ...holder, ...change }))
}

test('a folder has one holder at a time, and is free again afterwards', async () => {
  await withFolder(async (folder) => {
    const unlock = await lockFolder(folder)
    await expect(lockFolder(folder)).rejects.toThrow(FolderLocked)
    await expect(lockFolder(folder)).rejects.toThrow(`is in use by process ${process.pid}`)
    await unlock()
    await (
      await lockFolder(folder)
    )()
    expect(await readdir(folder)).toEqual([])
  })
})

test('of many that come at once exactly one gets the folder', async () => {
  await withFolder(async (folder) => {
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => lockFolder(folder)))
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })
})

test('a lock that cannot be read was left behind', async () => {
  await withFolder(async (folder) => {
    await writeFile(join(folder, 'lock'), '')
    await lockFolder(folder)
    expect(await holderIn(folder)).toMatchObject({ pid: process.pid })
    expect(await readdir(folder)).toEqual(['lock'])
  })
})

describe.runIf(existsSync('/proc/self/stat'))('where the system tells when a process started', () => {
  test('the lock of a living process holds', async () => {
    await withFolder(async (folder) => {
      const other = spawn('sleep', ['60'])
      const stat = await readFile(`/proc/${other.pid}/stat`, 'utf8')
      await leave(folder, { pid: other.pid, started: stat.split(') ').at(-1)!.split(' ')[19] })
      await expect(lockFolder(folder)).rejects.toThrow(`is in use by process ${other.pid}`)
      other.kill()
      await once(other, 'exit')
      await lockFolder(folder)
    })
  })

  test('a process that has the same number but started at another time does not hold it', async () => {
    await withFolder(async (folder) => {
      await leave(folder, { started: '1' })
      await lockFolder(folder)
    })
  })

  test('a lock of before the machine started again does not hold', async () => {
    await withFolder(async (folder) => {
      await leave(folder, { boot: 'another' })
      await lockFolder(folder, 20)
    })
  })

  test('a holder in another container is known by its touching of the lock', async () => {
    await withFolder(async (folder) => {
      const path = join(folder, 'lock')
      await leave(folder, { space: 'pid:[1]' })
      const beats = setInterval(() => void utimes(path, new Date(), new Date()), 20)
      await expect(lockFolder(folder, 100)).rejects.toThrow(FolderLocked)
      clearInterval(beats)
      await lockFolder(folder, 20)
    })
  })

  test('a holder touches its lock', async () => {
    await withFolder(async (folder) => {
      await lockFolder(folder, 5)
      const touched = async (): Promise<number> => (await stat(join(folder, 'lock'))).mtimeMs
      const first = await touched()
      await expect.poll(touched).toBeGreaterThan(first)
    })
  })

  test('a zombie holds nothing', async () => {
    await withFolder(async (folder) => {
      const parent = spawn('sh', ['-c', 'sleep 0.01 & echo $!; exec sleep 60'])
      const zombie = Number(String((await once(parent.stdout, 'data'))[0]))
      const started = (await promisify(execFile)('cut', ['-d', ' ', '-f', '22', `/proc/${zombie}/stat`])).stdout.trim()
      await leave(folder, { pid: zombie, started })
      await expect.poll(() => readFile(`/proc/${zombie}/stat`, 'utf8')).toContain(') Z ')
      await lockFolder(folder)
      parent.kill()
    })
  })
})
