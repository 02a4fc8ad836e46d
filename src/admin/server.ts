import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Desk } from './verb.js'
import { Unsuccessful, WrongCall } from './verb.js'

const PATIENCE_MS = 60_000

/** What every verb that asks the server may be given. */
export interface ServerOptions {
  readonly url?: string
  readonly json?: true
}

/** Parameters of a GET; undefined ones are left out. */
export type Query = Readonly<Record<string, string | number | undefined>>

/** The running server, by `--url` or DATA_DIR/server.json (`product.md 4`). */
export interface Server {
  readonly url: string
  readonly pid?: number
  /** @throws Unsuccessful with what the server says against it */
  readonly get: (path: string, query?: Query) => Promise<object>
  readonly post: (path: string, body: object) => Promise<object>
}

interface Place {
  readonly url: string
  readonly pid?: number
}

/** Where to speak to a server that listens everywhere. */
const reachable = (url: string): string =>
  url.replace('//0.0.0.0', '//127.0.0.1').replace('//[::]', '//[::1]').replace(/\/$/, '')

const placeOf = async (url: string | undefined, folder: string): Promise<Place> => {
  if (url !== undefined) {
    if (!/^https?:\/\//.test(url) || !URL.canParse(url)) throw new WrongCall(`--url ${url} is no http address.`)
    return { url: reachable(url) }
  }
  const file = join(folder, 'server.json')
  try {
    const place = JSON.parse(await readFile(file, 'utf8')) as Place
    return { ...place, url: reachable(place.url) }
  } catch {
    throw new Unsuccessful(`No server runs on ${folder}: there is no server.json. Start it, or name it with --url.`)
  }
}

const tokenOf = async (token: string | undefined, folder: string): Promise<string> => {
  if (token !== undefined) return token
  try {
    return (await readFile(join(folder, 'admin-token'), 'utf8')).trim()
  } catch {
    throw new Unsuccessful(`The operators' token is neither in ADMIN_TOKEN nor in ${join(folder, 'admin-token')}.`)
  }
}

const search = (query: Query): string => {
  const words = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined) words.set(name, String(value))
  return words.size === 0 ? '' : `?${words.toString()}`
}

const asked = async (url: string, init: RequestInit): Promise<Response> => {
  try {
    return await fetch(url, { ...init, signal: AbortSignal.timeout(PATIENCE_MS) })
  } catch {
    throw new Unsuccessful(`The server at ${new URL(url).origin} cannot be reached. Is it running?`)
  }
}

const answerOf = async (response: Response): Promise<object> => {
  const answer = (await response.json().catch(() => ({}))) as { detail?: string }
  if (response.ok) return answer
  if (response.status === 401)
    throw new Unsuccessful('The server does not take this token; set ADMIN_TOKEN to its own.')
  throw new Unsuccessful(`The server refuses (${response.status}): ${answer.detail ?? 'it gives no reason'}.`)
}

export const findServer = async ({ settings }: Desk, options: ServerOptions): Promise<Server> => {
  const { DATA_DIR, ADMIN_TOKEN } = settings()
  const place = await placeOf(options.url, DATA_DIR)
  const headers = async () => ({ authorization: `Bearer ${await tokenOf(ADMIN_TOKEN, DATA_DIR)}` })
  return {
    ...place,
    get: async (path, query = {}) =>
      answerOf(await asked(`${place.url}${path}${search(query)}`, { headers: await headers() })),
    post: async (path, body) =>
      answerOf(
        await asked(`${place.url}${path}`, {
          method: 'POST',
          headers: { ...(await headers()), 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }),
      ),
  }
}
