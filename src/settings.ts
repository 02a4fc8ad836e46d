import { existsSync, readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { resolve } from 'node:path'
import { parseEnv } from 'node:util'
import { z } from 'zod'

const integer = (least: number, most: number) => {
  const wrong = `must be a whole number from ${least} to ${most}`
  return z
    .string()
    .regex(/^\d{1,10}$/, { error: wrong, abort: true })
    .transform(Number)
    .refine((value) => value >= least && value <= most, wrong)
}

const choice = <const T extends readonly [string, ...string[]]>(...values: T) =>
  z.enum(values, { error: `must be ${values.length === 1 ? '' : 'one of '}${values.join(', ')}` })

const address = (protocols: readonly string[]) =>
  z.string().refine((text) => protocols.some((protocol) => text.startsWith(`${protocol}://`) && URL.canParse(text)), {
    error: `must be an address that begins with ${protocols.map((protocol) => `${protocol}://`).join(' or ')}`,
  })

const list = (isEntry: (entry: string) => boolean, what: string) =>
  z
    .string()
    .transform((text) => text.split(',').flatMap((entry) => entry.trim() || []))
    .refine((entries) => entries.every(isEntry), `must be ${what}, with commas between them`)

const isOrigin = (text: string): boolean => URL.canParse(text) && new URL(text).origin === text

const isNetwork = (text: string): boolean => {
  const [host = '', prefix] = text.split('/')
  const bits = isIP(host) === 4 ? 32 : 128
  return isIP(host) !== 0 && (prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= bits))
}

const isTimeZone = (text: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

const isKey = (text: string): boolean => /^[A-Za-z0-9+/]{43}=?$/.test(text) && Buffer.from(text, 'base64').length === 32

const madeAtFirstStart = 'made at first start, kept in DATA_DIR'

/** `shown`: what stands for a default that is no value. */
const about = (meaning: string, shown?: string) => ({ description: meaning, ...(shown === undefined ? {} : { shown }) })

/** Every setting with its default and its meaning (`product.md 2`). */
export const settingsSchema = z.object({
  HOST: z.string().default('127.0.0.1').meta(about('address to listen on')),
  PORT: integer(0, 65_535).prefault('8090').meta(about('port to listen on; 0 takes a free one and prints it')),
  DATA_DIR: z
    .string()
    .default('./data')
    .meta(about('folder of the embedded stores and of the secrets made at first start')),
  EVENT_STORE: choice('embedded', 'eventstoredb').default('embedded').meta(about('embedded or eventstoredb')),
  EVENTSTORE_URL: address(['esdb', 'esdb+discover'])
    .optional()
    .meta(about('where EventStoreDB is, e.g. esdb://localhost:2113?tls=false')),
  READ_STORE: choice('embedded', 'mongodb').default('embedded').meta(about('embedded or mongodb')),
  MONGODB_URL: address(['mongodb', 'mongodb+srv'])
    .optional()
    .meta(about('where MongoDB is, e.g. mongodb://localhost:27017/annals')),
  ROLE: choice('all', 'api', 'projector')
    .default('all')
    .meta(about('api, projector or all; more than one process needs both external stores')),
  NODE_ID: integer(0, 15).prefault('0').meta(about('0 to 15, distinct per process: part of every id it makes')),
  SESSION_SECRET: z.string().optional().meta(about('signing key of cookies', madeAtFirstStart)),
  DATA_KEY: z
    .string()
    .refine(isKey, 'must be 32 bytes in base64')
    .optional()
    .meta(about('key that seals phone numbers: 32 bytes, base64; goes into every backup', madeAtFirstStart)),
  ADMIN_TOKEN: z
    .string()
    .regex(/^[\x21-\x7e]+$/, 'must be printable ASCII without spaces')
    .optional()
    .meta(about('bearer token of /admin/*', madeAtFirstStart)),
  SMS_SENDER: choice('console').default('console').meta(about('console writes codes to the output (development)')),
  SMS_FIXED_CODE: z
    .string()
    .regex(/^\S{1,20}$/, 'must be 1 to 20 characters without spaces')
    .optional()
    .meta(about('development and tests: this code is always right, and codes and registrations are not throttled')),
  CLOCK: choice('system', 'adjustable')
    .default('system')
    .meta(about("adjustable, for tests: POST /admin/clock moves the server's time forward")),
  LOGIN_POLICY: choice('takeover', 'strict')
    .default('takeover')
    .meta(about('takeover: the newest sign-in wins; strict: it is refused while the slot is connected')),
  GROUP_STATUS_ENCODING: choice('seed', 'server')
    .default('seed')
    .meta(about('numbers of the states of a chat room: those of the API text or of the 2018 server')),
  RATE_LIMIT_BURST: integer(0, 1_000_000)
    .prefault('20')
    .meta(about('messages that a user may send at once; 0 switches the limit off')),
  RATE_LIMIT_REFILL_MS: integer(1, 3_600_000).prefault('200').meta(about('ms until a user may send one more')),
  MAX_ROOM_MEMBERS: integer(1, 1_000_000).prefault('2000').meta(about('members of a room')),
  ALLOWED_ORIGINS: list(isOrigin, 'origins like https://chat.example.com')
    .prefault('')
    .meta(about('origins that may open a socket or send the cookie, beside the same host', 'same host')),
  TRUSTED_PROXIES: list(isNetwork, 'addresses or networks like 10.0.0.0/8')
    .prefault('')
    .meta(about('addresses or networks whose X-Forwarded-For and X-Forwarded-Proto are believed', 'none')),
  TIME_ZONE: z
    .string()
    .refine(isTimeZone, 'must be a time zone like Asia/Shanghai')
    .default('Asia/Shanghai')
    .meta(about('months and days of records and statistics')),
  LOG_LEVEL: choice('info', 'fatal', 'error', 'warn', 'debug', 'trace', 'silent')
    .default('info')
    .meta(about('what is logged, as JSON lines on stdout')),
  NODE_ENV: z.string().optional().meta(about('production refuses SMS_FIXED_CODE and CLOCK=adjustable')),
})

export type Settings = z.output<typeof settingsSchema>

/** A setting is wrong; the message is a sentence that names it. */
export class WrongSetting extends Error {}

type Rule = readonly [breaks: (settings: Settings) => boolean, sentence: string]

const secrets = ['SESSION_SECRET', 'DATA_KEY', 'ADMIN_TOKEN'] as const

const rules: readonly Rule[] = [
  [
    (s) => s.NODE_ENV === 'production' && s.SMS_FIXED_CODE !== undefined,
    'SMS_FIXED_CODE is for development and tests and is refused with NODE_ENV=production.',
  ],
  [
    (s) => s.NODE_ENV === 'production' && s.CLOCK === 'adjustable',
    'CLOCK=adjustable is for tests and is refused with NODE_ENV=production.',
  ],
  [
    (s) => s.EVENT_STORE === 'eventstoredb' && s.EVENTSTORE_URL === undefined,
    'EVENTSTORE_URL must be set for EVENT_STORE=eventstoredb.',
  ],
  [(s) => s.READ_STORE === 'mongodb' && s.MONGODB_URL === undefined, 'MONGODB_URL must be set for READ_STORE=mongodb.'],
  ...secrets.map((name): Rule => [
    (s) => s.EVENT_STORE === 'eventstoredb' && s[name] === undefined,
    `${name} must be set with an external event store, because every process needs the same one.`,
  ]),
  [
    (s) => s.ROLE !== 'all' && (s.EVENT_STORE === 'embedded' || s.READ_STORE === 'embedded'),
    'ROLE can only be all on embedded stores: several processes need EVENT_STORE=eventstoredb and READ_STORE=mongodb.',
  ],
]

/** `.env` of this folder, with the environment over it; what is empty counts as not set. */
const given = (env: NodeJS.ProcessEnv, folder: string): Record<string, string> => {
  const file = resolve(folder, '.env')
  const all = { ...(existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {}), ...env }
  return Object.fromEntries(Object.entries(all).flatMap(([name, value]) => (value ? [[name, value]] : [])))
}

/**
 * The settings from the environment and the `.env` file of a folder; DATA_DIR comes back as a whole path (`product.md 2`).
 * @throws WrongSetting
 */
export const readSettings = (env: NodeJS.ProcessEnv = process.env, folder: string = process.cwd()): Settings => {
  const read = settingsSchema.safeParse(given(env, folder))
  if (!read.success) {
    const [issue] = read.error.issues
    throw new WrongSetting(`${issue?.path.join('.')} ${issue?.message}.`)
  }
  const broken = rules.find(([breaks]) => breaks(read.data))
  if (broken) throw new WrongSetting(broken[1])
  return { ...read.data, DATA_DIR: resolve(folder, read.data.DATA_DIR) }
}
