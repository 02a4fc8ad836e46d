import { readFileSync } from 'node:fs'
import { mkdir, open } from 'node:fs/promises'
import { join } from 'node:path'
import { format, resolveConfig } from 'prettier'
import { expect, test } from 'vitest'
import { withSettings } from '../../docs/settings-table.js'
import type { EventStore } from '../../src/stores/event-store.js'
import { createMetrics } from '../../src/services/metrics.js'
import { readSettings } from '../../src/settings.js'
import { logOf, write, writeTo } from '../admin/copy.worlds.js'
import { EventStoreDouble } from '../support/eventstore-double/double.js'
import { eventsIn, recordStarts, segmentsOf, withFolder, withStore } from '../support/log-folder.js'
import { blockOf, root, runBlock, startServer } from './blocks.js'

const file = join(root, 'docs/operations.md')
const page = readFileSync(file, 'utf8')
const block = (name: string): string => blockOf('docs/operations.md', name)

/** What a server answers to one POST. */
const ask = async (url: string, path: string, body: object): Promise<{ readonly result: number }> => {
  const headers = { 'content-type': 'application/json', 'FZM-DEVICE': 'PC' }
  const answer = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) })
  return (await answer.json()) as { result: number }
}

test('the settings are those that there are: npm run docs writes them', async () => {
  const options = { ...(await resolveConfig(file)), parser: 'markdown' }
  expect(await format(withSettings(page), options)).toBe(page)
  expect(page).toContain('| `MAX_ROOM_MEMBERS`')
})

test('every metric of the server is told, and no other', async () => {
  const metrics = createMetrics()
  const there = [...(await metrics.text()).matchAll(/^# TYPE (annals_\w+)/gm)].map(([, name]) => name)
  metrics.close()
  expect([...new Set([...page.matchAll(/\bannals_\w+/g)].map(([name]) => name))].sort()).toEqual(there.sort())
})

test('every reason that is told is one that the server gives, and none is left out', () => {
  const sources = ['src/api/operator/health.ts', 'src/product.ts', 'src/container.ts', 'src/projections/follower.ts']
  const code = [...sources, 'src/stores/mongodb/connection.ts']
    .map((source) => readFileSync(join(root, source), 'utf8'))
    .join('\n')
  const [, table = ''] = /What `\/readyz` says:\n(.*?)\n\n\*\*/s.exec(page) ?? []
  const told = [...table.matchAll(/^\| `([^`]+)`/gm)].map(([, reason = '']) => reason)
  for (const reason of told) for (const piece of reason.split('…')) expect(code).toContain(piece.trim().slice(0, -1))
  const given = [...code.matchAll(/'(The [^']*|This process [^']*)'|`(The read models are)/g)]
  for (const [, whole, begin] of given)
    expect(told.some((reason) => reason.startsWith(whole ?? begin ?? '?'))).toBe(true)
  expect(given.length).toBeGreaterThanOrEqual(5)
})

test('the secrets that are made are such as the server takes', async () => {
  await withFolder(async (folder) => {
    await runBlock(block('secrets'), {}, folder)
    const { SESSION_SECRET, DATA_KEY, ADMIN_TOKEN } = readSettings({}, folder)
    for (const secret of [SESSION_SECRET, DATA_KEY, ADMIN_TOKEN]) expect(secret?.length).toBeGreaterThan(36)
  })
})

test('a backup that is made while the server runs is a server with the same people', async () => {
  await withFolder(async (folder) => {
    const [DATA_DIR, BACKUP, RESTORED] = [join(folder, 'data'), join(folder, 'backup'), join(folder, 'restored')]
    const running = await startServer(DATA_DIR)
    const alice = { mobile: '13900000001', password: 'wonderland' }
    const registered = await ask(running.url, '/user/register', { ...alice, captcha: '123456', nickname: 'alice' })
    expect(registered.result).toBe(0)
    await runBlock(block('backup'), { DATA_DIR, BACKUP })
    await running.stop()
    const [copying, starting] = block('restore').trim().split('\n')
    await runBlock(copying!, { BACKUP, RESTORED })
    expect(starting).toBe('DATA_DIR="$RESTORED" npm start')
    const restored = await startServer(RESTORED)
    expect(await ask(restored.url, '/user/pwdLogin', alice)).toMatchObject({ result: 0 })
    await restored.stop()
  })
}, 60_000)

test('a log goes to EventStoreDB and back with the commands that are told', async () => {
  await withFolder(async (folder) => {
    const double = await EventStoreDouble.start()
    try {
      const [DATA_DIR, BACKUP] = [join(folder, 'data'), join(folder, 'backup')]
      await writeTo(DATA_DIR, 50)
      await runBlock(block('copy'), { DATA_DIR, EVENTSTORE_URL: double.url })
      await runBlock(block('copy-back'), { BACKUP, EVENTSTORE_URL: double.url })
      expect(await logOf(BACKUP)).toEqual(await logOf(DATA_DIR))
    } finally {
      await double.stop()
    }
  })
}, 60_000)

test('a damaged log is refused, and opens again when it is cut at the damage', async () => {
  await withFolder(async (COPY) => {
    const log = join(COPY, 'log')
    await mkdir(log)
    const inRounds = async (store: EventStore): Promise<void> => {
      for (let count = 10; count <= 300; count += 10) await write(store, count)
    }
    await withStore(log, inRounds, { segmentBytes: 20_000 })
    const before = await eventsIn(log)
    const [, SEGMENT = ''] = await segmentsOf(log)
    const where = recordStarts(readFileSync(join(log, SEGMENT)))[3]!
    const segment = await open(join(log, SEGMENT), 'r+')
    await segment.write('x', where + 40)
    await segment.close()
    const refused = await eventsIn(log).catch((error: unknown) => String(error))
    expect(refused).toContain(`in ${SEGMENT} at offset ${where}`)
    await runBlock(block('cut'), { COPY, SEGMENT, OFFSET: String(where) })
    const after = await eventsIn(log)
    expect(after.length).toBeGreaterThan(3)
    expect(after).toEqual(before.slice(0, after.length))
  })
})
