import { allPages, eventTable } from './events.js'
import { findServer, type ServerOptions } from './server.js'
import type { Verb } from './verb.js'

interface Options extends ServerOptions {
  readonly at?: string
}

/** `stream STREAM`: one stream, oldest first. */
export const streamVerb: Verb = (program, desk) => {
  program
    .command('stream')
    .description('print one stream, oldest first')
    .argument('<stream>', 'its name, e.g. user-123')
    .option('--at <moment>', 'as of this position or time')
    .option('--url <url>', 'of the server')
    .option('--json', 'for scripts')
    .action(async (stream: string, { at: until, json, ...options }: Options) => {
      const server = await findServer(desk, options)
      const events = await allPages(server, `/admin/streams/${encodeURIComponent(stream)}`, { until }, Infinity)
      desk.print(json ? JSON.stringify(events, null, 2) : eventTable(events))
    })
}
