import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { eventsIn, withFolder, withStore } from '../../../support/log-folder.js'
import { newEvents, toArray } from '../../event-store.samples.js'

const segmentBytes = 2000

async function write(folder: string): Promise<void> {
  await withStore(
    folder,
    async (store) => {
      for (let n = 0; n < 60; n++) await store.append(`room-${n % 7}`, newEvents(1), Math.floor(n / 7))
    },
    { segmentBytes },
  )
}

const indexesOf = async (folder: string): Promise<string[]> =>
  (await readdir(folder)).filter((name) => name.endsWith('.index')).map((name) => join(folder, name))

/** Breaks an index in some way; the next start makes the same one again, and the store knows all. */
async function assertMadeAgain(break_: (path: string, bytes: Buffer) => Promise<void>): Promise<void> {
  await withFolder(async (folder) => {
    await write(folder)
    const events = await eventsIn(folder)
    const paths = await indexesOf(folder)
    expect(paths.length).toBeGreaterThan(2)
    const whole = await Promise.all(paths.map((path) => readFile(path)))
    for (const [n, path] of paths.entries()) await break_(path, Buffer.from(whole[n]!))
    expect(await eventsIn(folder)).toEqual(events)
    expect(await Promise.all(paths.map((path) => readFile(path)))).toEqual(whole)
    await withStore(folder, async (store) => {
      const versions = (await toArray(store.read('room-3'))).map(({ version }) => version)
      expect(versions).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
    })
  })
}

test('a missing index is made again', () => assertMadeAgain((path) => rm(path)))

test('an index with a flipped bit is made again', () =>
  assertMadeAgain((path, bytes) => {
    bytes[bytes.length - 5]! ^= 4
    return writeFile(path, bytes)
  }))

test('an index that was cut is made again', () =>
  assertMadeAgain((path, bytes) => writeFile(path, bytes.subarray(0, -4))))

test('an index of another segment is made again', async () => {
  let other: Buffer | undefined
  await assertMadeAgain((path, bytes) => {
    const wrong = other ?? bytes.subarray(0, 20)
    other = bytes
    return writeFile(path, wrong)
  })
})
