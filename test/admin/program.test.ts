import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runAdmin } from '../../src/admin/program.js'
import { readSettings } from '../../src/settings.js'
import { ADMIN_TOKEN, openEdge, type Edge } from '../support/edge.js'

let edge: Edge
beforeAll(async () => {
  edge = await openEdge()
  for (let i = 1; i <= 3; i++) {
    const data = {
      user: '7',
      markId: '5',
      name: `名字${i}`.repeat(20),
      avatar: '',
      phone: '',
      secret: { password: 'hash' },
    }
    const event = {
      type: 'UserRegistered',
      data,
      id: `2f1f5a0a-5a4c-4b7e-8d59-00000000000${i}`,
      metadata: { at: 1_800_000_000_000 },
    }
    await edge.events.append(`user-${i}`, [event], 0)
  }
})
afterAll(() => edge.close())

interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

const run = async (words: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ran> => {
  let out = ''
  let err = ''
  const settings = () => readSettings({ DATA_DIR: edge.folder, ADMIN_TOKEN, ...env }, edge.folder)
  const code = await runAdmin(words, settings, { out: (text) => (out += text), err: (text) => (err += text) })
  return { code, out, err }
}

const widest = (text: string): number => Math.max(...text.split('\n').map((line) => line.length))

describe('npm run admin', () => {
  it('prints all settings, at most 100 columns wide', async () => {
    const { code, out } = await run(['settings'])
    expect([code, widest(out) <= 100]).toEqual([0, true])
    for (const name of ['PORT', 'TRUSTED_PROXIES', 'TIME_ZONE']) expect(out).toMatch(new RegExp(`^${name}\\b`, 'm'))
    const rows = JSON.parse((await run(['settings', '--json'])).out) as object[]
    expect(rows).toContainEqual({ name: 'PORT', default: '8090', meaning: expect.stringContaining('port') as string })
  })

  it('tells whether the server is ready', async () => {
    const { code, out } = await run(['status'])
    expect([code, out]).toEqual([0, expect.stringContaining(`${edge.url} is ready (process ${process.pid})`)])
    expect(JSON.parse((await run(['status', '--json', '--url', edge.url])).out)).toMatchObject({
      status: 'ready',
      head: 3,
    })
  })

  it('prints events, for people and for scripts', async () => {
    const { code, out } = await run(['events', '--limit', '2'])
    expect([code, widest(out) <= 100]).toEqual([0, true])
    expect(out.trim().split('\n')).toHaveLength(3)
    expect(out).toContain('2027-01-15T08:00:00Z')
    const events = JSON.parse((await run(['events', '--stream', 'user-2', '--json'])).out) as object[]
    expect(events).toMatchObject([{ position: 2, type: 'UserRegistered' }])
  })

  it('prints one stream as of a moment', async () => {
    expect(JSON.parse((await run(['stream', 'user-1', '--json'])).out)).toMatchObject([{ position: 1 }])
    expect(JSON.parse((await run(['stream', 'user-2', '--at', 'position:1', '--json'])).out)).toEqual([])
  })

  it('changes a level', async () => {
    expect(await run(['set-level', '404', '3', '--reason', 'founder'])).toMatchObject({ code: 1 })
    const data = { user: '7', markId: '5', name: 'a', avatar: '', phone: '', secret: { password: 'hash' } }
    const event = { type: 'UserRegistered', data, id: '2f1f5a0a-5a4c-4b7e-8d59-000000000009', metadata: { at: 0 } }
    await edge.events.append('user-7', [event], 0)
    expect(await run(['set-level', '7', '3', '--reason', 'founder'])).toEqual({
      code: 0,
      out: 'User 7 has level 3 now.\n',
      err: '',
    })
  })

  it('mutes a user and lets him speak again', async () => {
    expect(await run(['mute', '7', '7258089600000', '--reason', 'spam'])).toEqual({
      code: 0,
      out: 'User 7 is muted until 2199-12-31T16:00:00.000Z.\n',
      err: '',
    })
    expect(await run(['mute', '7', '0'])).toMatchObject({ code: 0, out: 'User 7 may speak.\n' })
    expect(JSON.parse((await run(['mute', '7', '0', '--json'])).out)).toEqual({ user: '7', until: 0 })
    expect(await run(['mute', '404', '0'])).toMatchObject({ code: 1 })
    expect(await run(['mute', '7', '1'])).toMatchObject({ code: 1, err: expect.stringContaining('past') as string })
  })

  it('signs a user out everywhere', async () => {
    const event = {
      type: 'SignedIn',
      data: { user: '7', session: '9', device: 'PC', deviceName: '', generation: 18, address: '', way: 'password' },
      id: '2f1f5a0a-5a4c-4b7e-8d59-000000000010',
      metadata: { at: edge.core.clock.now() },
    }
    await edge.events.append('session-7', [event], 0)
    expect(await run(['revoke-sessions', '7', '--reason', 'stolen'])).toMatchObject({
      code: 0,
      out: 'User 7 is signed out everywhere.\n',
    })
    const events = JSON.parse((await run(['stream', 'session-7', '--json'])).out) as object[]
    expect(events.at(-1)).toMatchObject({ type: 'SessionsRevoked', data: { sessions: ['9'], reason: 'stolen' } })
    expect(await run(['revoke-sessions', '404'])).toMatchObject({ code: 1 })
  })
})

describe('exit codes', () => {
  it('are 2 for a wrong call, with the usage', async () => {
    for (const words of [
      [],
      ['bogus'],
      ['stream'],
      ['events', '--limit', 'x'],
      ['set-level', '1', '9'],
      ['mute', '1', 'tomorrow'],
      ['mute', '1'],
      ['revoke-sessions'],
      ['status', '--url', 'x'],
    ]) {
      const { code, err } = await run(words)
      expect([words, code, err === '']).toEqual([words, 2, false])
    }
    expect(await run(['status'], { PORT: 'eighty' })).toMatchObject({
      code: 2,
      err: expect.stringContaining('PORT') as string,
    })
  })

  it('are 1 for what is not found or refused, with a sentence', async () => {
    expect(await run(['stream', 'user-404'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('user-404') as string,
    })
    expect(await run(['events'], { ADMIN_TOKEN: 'wrong' })).toMatchObject({ code: 1 })
    const nowhere = await run(['status'], { DATA_DIR: join(edge.folder, 'none') })
    expect(nowhere).toMatchObject({ code: 1, err: expect.stringContaining('No server runs on') as string })
    const closed = await openEdge()
    await closed.close()
    expect(await run(['status', '--url', closed.url])).toMatchObject({
      code: 1,
      err: expect.stringContaining('cannot be reached') as string,
    })
    await rm(closed.folder, { recursive: true, force: true })
  })

  it('are 0 for help', async () => {
    expect(await run(['--help'])).toMatchObject({ code: 0, out: expect.stringContaining('set-level') as string })
    expect(await run(['events', '--help'])).toMatchObject({
      code: 0,
      out: expect.stringContaining('--actor') as string,
    })
  })
})
