import { findServer, type Query, type Server, type ServerOptions } from './server.js'
import { tableOf } from './table.js'
import { WrongCall, type Verb } from './verb.js'

/** An event as `/admin/events` shows it. */
export interface Shown {
  readonly position: number
  readonly stream: string
  readonly version: number
  readonly type: string
  readonly at: number
  readonly data: object
  readonly metadata: { readonly actor?: string }
}

interface Page {
  readonly events: readonly Shown[]
  readonly next: number | null
}

const PAGE = 1000

/** Follows `next` from page to page, up to so many events. */
export const allPages = async (
  server: Server,
  path: string,
  query: Query,
  limit: number,
): Promise<readonly Shown[]> => {
  const events: Shown[] = []
  let after: number | null | undefined
  do {
    const asked = {
      ...query,
      limit: Math.min(PAGE, limit - events.length),
      ...(typeof after === 'number' ? { after } : {}),
    }
    const page = (await server.get(path, asked)) as Page
    events.push(...page.events)
    after = page.next
  } while (after !== null && events.length < limit)
  return events
}

const columns = [
  ['POSITION', 10],
  ['AT', 22],
  ['STREAM', 26],
  ['TYPE', 20],
  ['DATA', 22],
] as const

const rowOf = ({ position, at, stream, type, data }: Shown): readonly string[] => [
  String(position),
  new Date(at).toISOString().replace(/\.\d+/, ''),
  stream,
  type,
  JSON.stringify(data),
]

export const eventTable = (events: readonly Shown[]): string => tableOf(columns, events.map(rowOf))

interface Options extends ServerOptions {
  readonly stream?: string
  readonly type?: string
  readonly actor?: string
  readonly from?: string
  readonly to?: string
  readonly after?: string
  readonly limit: string
}

/** `events`: the log, oldest first. */
export const eventsVerb: Verb = (program, desk) => {
  program
    .command('events')
    .description('page through the log, oldest first')
    .option('--stream <stream>', 'only of this stream')
    .option('--type <type>', 'only of this type')
    .option('--actor <actor>', "only of this actor: a user's id, operator or server")
    .option('--from <moment>', 'from this position or time on')
    .option('--to <moment>', 'up to this position or time')
    .option('--after <position>', 'behind this position')
    .option('--limit <number>', 'so many at most', '100')
    .option('--url <url>', 'of the server')
    .option('--json', 'for scripts')
    .action(async ({ url, json, limit, ...query }: Options) => {
      if (!/^[1-9]\d{0,8}$/.test(limit)) throw new WrongCall(`--limit ${limit} is no number of events.`)
      const server = await findServer(desk, url === undefined ? {} : { url })
      const events = await allPages(server, '/admin/events', query, Number(limit))
      desk.print(json ? JSON.stringify(events, null, 2) : eventTable(events))
    })
}
