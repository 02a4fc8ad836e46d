import { findServer, type ServerOptions } from './server.js'
import { Unsuccessful, type Verb } from './verb.js'

interface Readiness {
  readonly status?: string
  readonly head?: number
  readonly position?: number
  readonly ms?: number
  readonly reasons?: readonly string[]
}

/** Also for a server that is not ready, whose answer is a 503. */
const readinessOf = async (url: string): Promise<Readiness> => {
  try {
    return (await (await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(10_000) })).json()) as Readiness
  } catch {
    throw new Unsuccessful(`The server at ${url} cannot be reached. Is it running?`)
  }
}

/** `status`: whether the server is ready, and how far the read models are; exit code 1 where it is not. */
export const statusVerb: Verb = (program, desk) => {
  program
    .command('status')
    .description('tell whether the server is ready')
    .option('--url <url>', 'of the server')
    .option('--json', 'for scripts')
    .action(async (options: ServerOptions) => {
      const { url, pid } = await findServer(desk, options)
      const readiness = await readinessOf(url)
      const { status, head, position, ms, reasons = [] } = readiness
      if (options.json) desk.print(JSON.stringify({ url, pid, ...readiness }, null, 2))
      else {
        desk.print(`${url} is ${status ?? 'no Annals server'}${pid === undefined ? '' : ` (process ${pid})`}`)
        if (head !== undefined) desk.print(`log at ${head}, read models at ${position}, ${ms} ms behind`)
      }
      if (status !== 'ready') throw new Unsuccessful(reasons.join(' ') || 'The server is not ready.')
    })
}
