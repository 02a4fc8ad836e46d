import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readSettings, settingsSchema, WrongSetting } from '../src/settings.js'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'annals-settings-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const key = Buffer.alloc(32, 7).toString('base64')
const outside = {
  EVENT_STORE: 'eventstoredb',
  EVENTSTORE_URL: 'esdb://localhost:2113?tls=false',
  SESSION_SECRET: 'a secret',
  DATA_KEY: key,
  ADMIN_TOKEN: 'token',
}

describe('readSettings', () => {
  it('has the defaults of product.md 2', () => {
    expect(readSettings({}, folder)).toEqual({
      HOST: '127.0.0.1',
      PORT: 8090,
      DATA_DIR: join(folder, 'data'),
      EVENT_STORE: 'embedded',
      READ_STORE: 'embedded',
      ROLE: 'all',
      NODE_ID: 0,
      SMS_SENDER: 'console',
      CLOCK: 'system',
      LOGIN_POLICY: 'takeover',
      GROUP_STATUS_ENCODING: 'seed',
      RATE_LIMIT_BURST: 20,
      RATE_LIMIT_REFILL_MS: 200,
      MAX_ROOM_MEMBERS: 2000,
      ALLOWED_ORIGINS: [],
      TRUSTED_PROXIES: [],
      TIME_ZONE: 'Asia/Shanghai',
      LOG_LEVEL: 'info',
    })
  })

  it('reads .env, and the environment over it', () => {
    writeFileSync(join(folder, '.env'), 'PORT=1234\nMAX_ROOM_MEMBERS=7\n')
    expect(readSettings({ PORT: '0' }, folder)).toMatchObject({ PORT: 0, MAX_ROOM_MEMBERS: 7 })
  })

  it('takes what is empty for not set, so that .env can be overridden', () => {
    writeFileSync(join(folder, '.env'), 'SMS_FIXED_CODE=123456\n')
    expect(readSettings({ SMS_FIXED_CODE: '', NODE_ENV: 'production' }, folder).SMS_FIXED_CODE).toBeUndefined()
  })

  it('reads lists', () => {
    const env = { ALLOWED_ORIGINS: 'https://a.example, https://b.example:8443', TRUSTED_PROXIES: '10.0.0.0/8,::1' }
    expect(readSettings(env, folder)).toMatchObject({
      ALLOWED_ORIGINS: ['https://a.example', 'https://b.example:8443'],
      TRUSTED_PROXIES: ['10.0.0.0/8', '::1'],
    })
  })

  it('takes two external stores for several processes', () => {
    const env = { ...outside, READ_STORE: 'mongodb', MONGODB_URL: 'mongodb://localhost:27017/annals', ROLE: 'api' }
    expect(readSettings(env, folder).ROLE).toBe('api')
  })

  it.each([
    ['PORT', { PORT: 'eighty' }],
    ['PORT', { PORT: '65536' }],
    ['PORT', { PORT: '-1' }],
    ['NODE_ID', { NODE_ID: '16' }],
    ['EVENT_STORE', { EVENT_STORE: 'floppy' }],
    ['READ_STORE', { READ_STORE: 'paper' }],
    ['ROLE', { ROLE: 'king' }],
    ['LOGIN_POLICY', { LOGIN_POLICY: 'polite' }],
    ['GROUP_STATUS_ENCODING', { GROUP_STATUS_ENCODING: 'both' }],
    ['SMS_SENDER', { SMS_SENDER: 'pigeon' }],
    ['CLOCK', { CLOCK: 'sundial' }],
    ['DATA_KEY', { DATA_KEY: 'c2hvcnQ=' }],
    ['TIME_ZONE', { TIME_ZONE: 'Mars/Olympus' }],
    ['LOG_LEVEL', { LOG_LEVEL: 'loud' }],
    ['RATE_LIMIT_REFILL_MS', { RATE_LIMIT_REFILL_MS: '0' }],
    ['ALLOWED_ORIGINS', { ALLOWED_ORIGINS: 'https://a.example/path' }],
    ['TRUSTED_PROXIES', { TRUSTED_PROXIES: '10.0.0.0/33' }],
    ['EVENTSTORE_URL', { EVENTSTORE_URL: 'http://localhost:2113' }],
    ['MONGODB_URL', { MONGODB_URL: 'localhost' }],
    ['SMS_FIXED_CODE', { SMS_FIXED_CODE: '123456', NODE_ENV: 'production' }],
    ['CLOCK', { CLOCK: 'adjustable', NODE_ENV: 'production' }],
    ['EVENTSTORE_URL', { ...outside, EVENTSTORE_URL: '' }],
    ['MONGODB_URL', { READ_STORE: 'mongodb' }],
    ['SESSION_SECRET', { ...outside, SESSION_SECRET: '' }],
    ['DATA_KEY', { ...outside, DATA_KEY: '' }],
    ['ADMIN_TOKEN', { ...outside, ADMIN_TOKEN: '' }],
    ['ROLE', { ...outside, ROLE: 'projector' }],
  ])('refuses %s in %j with a sentence that begins with its name', (name, env: NodeJS.ProcessEnv) => {
    expect(() => readSettings(env, folder)).toThrow(WrongSetting)
    expect(() => readSettings(env, folder)).toThrow(new RegExp(`^${name}\\b.* .*\\.$`))
  })

  it('shows no secret in its refusals', () => {
    expect(() => readSettings({ DATA_KEY: 'c2VjcmV0' }, folder)).toThrow(/^(?!.*c2VjcmV0)/)
  })

  it('says of every setting what it means', () => {
    for (const schema of Object.values(settingsSchema.shape)) expect(schema.meta()?.description).toMatch(/\w+ \w+/)
  })
})
