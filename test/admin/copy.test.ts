import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { NewEvent } from '../../src/stores/event-store.js'
import { openEventStoreDb } from '../../src/stores/eventstoredb/event-store.js'
import { EventStoreDouble } from '../support/eventstore-double/double.js'
import { withFolder, withStore } from '../support/log-folder.js'
import { toArray } from '../stores/event-store.samples.js'
import { copy, eventOf, logOf, withoutPositions, write, writeTo, type Ran } from './copy.worlds.js'

const root = join(import.meta.dirname, '../..')

/** Runs with two data folders and an EventStoreDB. */
const withStores = (run: (here: string, there: string, double: EventStoreDouble) => Promise<void>): Promise<void> =>
  withFolder(async (folder) => {
    const double = await EventStoreDouble.start()
    try {
      await run(join(folder, 'here'), join(folder, 'there'), double)
    } finally {
      await double.stop()
    }
  })

const ours = ({ log }: EventStoreDouble) => log.records.filter(({ stream }) => stream.startsWith('thing-'))

const headOf = ({ out }: Ran): string => (JSON.parse(out) as { head: string }).head

const changedAt =
  (where: number) =>
  (number: number): NewEvent =>
    number === where ? { ...eventOf(number), data: { z: -1 } } : eventOf(number)

describe('a copy', () => {
  test('to EventStoreDB and back is the same log', async () => {
    await withStores(async (here, there, double) => {
      await writeTo(here, 3000)
      const away = await copy('--from', `embedded:${here}`, '--to', double.url, '--json')
      const back = await copy('--from', double.url, '--to', `embedded:${there}`, '--json')
      expect([away.code, back.code, away.err.includes('no server can run')]).toEqual([0, 0, true])
      expect(await logOf(there)).toEqual(await logOf(here))
      expect(headOf(away)).toBe(headOf(back))
      expect(double.faults.appends).toBeLessThan(3000)
    })
  })

  test('is killed in the middle, and goes on', async () => {
    await withStores(async (here, _there, double) => {
      await writeTo(here, 3000)
      double.faults.writeAfterMs = 1
      const words = ['--import', 'tsx', 'src/admin/main.ts', 'copy', '--from', `embedded:${here}`, '--to', double.url]
      const child = spawn(process.execPath, words, { cwd: root, stdio: 'ignore' })
      const ended = once(child, 'exit')
      onTestFinished(() => void child.kill('SIGKILL'))
      await expect.poll(() => ours(double).length, { timeout: 30_000, interval: 5 }).toBeGreaterThan(500)
      child.kill('SIGKILL')
      expect(await ended).toEqual([null, 'SIGKILL'])
      double.faults.writeAfterMs = 0
      const asked = double.faults.appends
      expect(ours(double).length).toBeLessThan(3000)
      const { code, err } = await copy('--from', `embedded:${here}`, '--to', double.url)
      expect([code, err]).toEqual([0, expect.stringContaining('goes on behind it')])
      expect(ours(double).map(({ id }) => id)).toEqual((await logOf(here)).map(({ id }) => id))
      expect(double.faults.appends - asked).toBeLessThan(2500)
    })
  }, 60_000)

  test('goes on after the connection was lost, in the order of the log', async () => {
    await withStores(async (here, _there, double) => {
      await writeTo(here, 3000)
      const copying = copy('--from', `embedded:${here}`, '--to', double.url)
      for (const cutAt of [300, 1200, 2100]) {
        await expect.poll(() => ours(double).length, { timeout: 30_000, interval: 1 }).toBeGreaterThan(cutAt)
        double.wire.cut()
      }
      const { code, err } = await copying
      expect([code, err]).toEqual([0, expect.stringContaining('interrupted')])
      expect(ours(double).map(({ id }) => id)).toEqual((await logOf(here)).map(({ id }) => id))
    })
  }, 60_000)

  test('brings what has been written since the last one', async () => {
    await withStores(async (here, there) => {
      for (const count of [10, 2000]) {
        await writeTo(here, count)
        expect(await copy('--from', `embedded:${here}`, '--to', `embedded:${there}`)).toMatchObject({ code: 0 })
        expect(await logOf(there)).toHaveLength(count)
      }
      const { code, out } = await copy('--from', `embedded:${here}`, '--to', `embedded:${there}`)
      expect([code, out]).toEqual([0, expect.stringContaining('2000 events')])
    })
  })

  test('of an empty log is an empty log', async () => {
    await withStores(async (here, there) => {
      await writeTo(here, 0)
      const { code, out } = await copy('--from', `embedded:${here}`, '--to', `embedded:${there}`, '--json')
      expect([code, JSON.parse(out)]).toMatchObject([0, { events: 0, last: '', head: '0'.repeat(64) }])
    })
  })

  test('tells what has to be taken along, and shows no password', async () => {
    await withStores(async (here, _there, double) => {
      await writeTo(here, 1)
      const url = double.url.replace('esdb://', 'esdb://admin:changeit@')
      const { out, err } = await copy('--from', `embedded:${here}`, '--to', url)
      for (const secret of ['data-key', 'session-secret', 'admin-token']) expect(out).toContain(join(here, secret))
      expect(out).toContain('dropped at the first start')
      expect(out + err).not.toContain('changeit')
    })
  })
})

describe('a target', () => {
  test('with a changed event is found out, and the event named', async () => {
    await withStores(async (here, there, double) => {
      await writeTo(here, 2000)
      await writeTo(there, 1500, changedAt(1234))
      const { code, err } = await copy('--from', `embedded:${here}`, '--to', `embedded:${there}`)
      expect([code, err]).toEqual([1, expect.stringContaining('event 1235 on')])
      expect(err).toContain(`${eventOf(1234).id}) at position 1235 of the source: in the target it is changed`)
      const store = await openEventStoreDb(double.url)
      await write(store, 2000, changedAt(0))
      await store.close()
      expect(await copy('--from', `embedded:${here}`, '--to', double.url)).toMatchObject({ code: 1 })
    })
  })

  test('with another log, or more than the source, is left as it is', async () => {
    await withStores(async (here, there) => {
      await writeTo(here, 20)
      await writeTo(there, 30)
      const { code, err } = await copy('--from', `embedded:${here}`, '--to', `embedded:${there}`)
      expect([code, err]).toEqual([1, expect.stringContaining('another log, or has gone on by itself')])
      expect(await logOf(there)).toHaveLength(30)
    })
  })

  test('in EventStoreDB may hold the events of others', async () => {
    await withStores(async (here, _there, double) => {
      double.log.append(
        'theirs-1',
        [
          {
            id: eventOf(99_999).id,
            type: 'Theirs',
            contentType: 'application/json',
            data: Buffer.from('{}'),
            metadata: Buffer.from('{}'),
          },
        ],
        'no-stream',
      )
      await writeTo(here, 50)
      expect(await copy('--from', `embedded:${here}`, '--to', double.url)).toMatchObject({ code: 0 })
      const store = await openEventStoreDb(double.url)
      const events = (await toArray(store.readAll(0))).flat()
      await store.close()
      expect(withoutPositions(events)).toEqual(await logOf(here))
    })
  })
})

describe('a call', () => {
  test('that cannot be understood is told with exit code 2', async () => {
    for (const words of [
      [],
      ['--from', 'embedded:a'],
      ['--from', 'embedded:', '--to', 'embedded:b'],
      ['--from', 'mongodb://localhost/x', '--to', 'embedded:b'],
      ['--from', 'embedded:a', '--to', 'embedded:./a'],
    ])
      expect([words, await copy(...words)]).toMatchObject([
        words,
        { code: 2, err: expect.stringMatching(/--|same/) as string },
      ])
  })

  test('on a folder without a log, in use, or damaged is refused with exit code 1', async () => {
    await withStores(async (here, there) => {
      const call = ['--from', `embedded:${here}`, '--to', `embedded:${there}`]
      expect(await copy(...call)).toMatchObject({
        code: 1,
        err: expect.stringContaining('There is no log in') as string,
      })
      await writeTo(here, 3)
      await withStore(join(there, 'log'), async () => {
        expect(await copy(...call)).toMatchObject({
          code: 1,
          err: expect.stringContaining('Stop the server') as string,
        })
      })
      await mkdir(join(there, 'other', 'log'), { recursive: true })
      await writeFile(join(there, 'other', 'log', '0000000000000007.log'), 'no log')
      const damaged = await copy('--from', `embedded:${join(there, 'other')}`, '--to', `embedded:${there}`)
      expect(damaged).toMatchObject({ code: 1, err: expect.stringContaining('operations.md') as string })
    })
  })

  test('is explained', async () => {
    expect(await copy('--help')).toMatchObject({ code: 0, out: expect.stringContaining('embedded:DIR') as string })
  })
})
