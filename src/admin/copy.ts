import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { StoreUnavailable, VersionConflict } from '../stores/event-store.js'
import type { Link } from '../stores/hash-chain.js'
import { withBar } from './bar.js'
import { compareLogs } from './compare-logs.js'
import { heldOf, pour, type Pair } from './copy-log.js'
import { logAt, type LogAt } from './log-at.js'
import { Unsuccessful, WrongCall, type Verb } from './verb.js'

interface Options {
  readonly from: string
  readonly to: string
  readonly json?: true
}

/** What is copied where. */
interface Copying {
  readonly from: LogAt
  readonly to: LogAt
  readonly tell: (sentence: string) => void
}

/** Tries in a row that bring nothing. */
const MOST_TRIES = 5
const PAUSE_MS = 1000

const stopped = (error: unknown): Unsuccessful =>
  error instanceof Unsuccessful
    ? error
    : new Unsuccessful(
        `The copy stopped: ${error instanceof Error ? error.message : String(error)}. The same call goes on where it is now.`,
        { cause: error },
      )

const withPair = async <T>({ from, to }: Copying, work: (pair: Pair) => Promise<T>): Promise<T> => {
  const source = await from.open()
  try {
    const target = await to.open()
    try {
      return await work({ source, target })
    } finally {
      await target.close()
    }
  } finally {
    await source.close()
  }
}

/**
 * Copies what the target lacks. A store that is away is opened again, and the copy goes on behind what the target then holds; it is given
 * up when nothing comes of that. Up to where in the source both are the same.
 */
const copied = async (copying: Copying): Promise<number> => {
  let [all, before] = [0, 0]
  for (let tries = 1; ; tries += 1)
    try {
      return await withPair(copying, async (pair) => {
        const [held, upTo] = [await heldOf(pair), await pair.source.head()]
        if (held > 0) copying.tell('The target holds the beginning already: the copy goes on behind it.')
        await withBar('copying', upTo, (move) => {
          const moved = (position: number, events: number): void => {
            all += events
            move(position, events)
          }
          return pour(pair, held, upTo, moved)
        })
        return upTo
      })
    } catch (error) {
      if (all > before) tries = 1
      before = all
      const isPassing = error instanceof StoreUnavailable || error instanceof VersionConflict
      if (!isPassing || tries === MOST_TRIES) throw error
      copying.tell(`The copy was interrupted (${error.message}) and goes on.`)
      await setTimeout(PAUSE_MS)
    }
}

const verified = (copying: Copying, upTo: number): Promise<Link> =>
  withPair(copying, (pair) => withBar('verifying', upTo, (move) => compareLogs(pair, upTo, move)))

const place = ({ folder }: LogAt, file: string): string => (folder === undefined ? '' : ` (${join(folder, file)})`)

/** What is not in the log and has to go with it. */
const alongWith = (from: LogAt, to: LogAt): readonly string[] => [
  'The log alone is not enough. Give the servers on the new log the same',
  `  DATA_KEY${place(from, 'data-key')}: without it phone numbers cannot be read, and nobody is known by his number`,
  `  SESSION_SECRET${place(from, 'session-secret')}: without it everybody has to sign in again`,
  `  ADMIN_TOKEN${place(from, 'admin-token')}: or tell the operators a new one`,
  to.folder === undefined
    ? 'as settings, which an external event store needs.'
    : `as settings, or as files of these names (data-key, session-secret, admin-token) in ${to.folder}, with mode 0600.`,
  'Read models are not copied: those of the old log are dropped at the first start, and built from the new one. See docs/operations.md.',
]

const run = async (copying: Copying): Promise<Link> => {
  const { from, to, tell } = copying
  for (const { folder } of [from, to])
    if (folder !== undefined) tell(`${folder} is in use by this copy: no server can run on it until the copy ends.`)
  try {
    return await verified(copying, await copied(copying))
  } catch (error) {
    throw stopped(error)
  }
}

/** `copy --from STORE --to STORE`: the log, in order, resumable, verified by the hash chain (`product.md 4`). */
export const copyVerb: Verb = (program, { print, tell }) => {
  program
    .command('copy')
    .description('copy a log to another store, or go on with a copy, and verify that both are the same')
    .requiredOption('--from <store>', 'embedded:DIR (the DATA_DIR of a stopped server) or an esdb:// address')
    .requiredOption('--to <store>', 'the same; empty, or with the beginning of this log')
    .option('--json', 'for scripts')
    .action(async ({ json, ...options }: Options) => {
      const [from, to] = [logAt(options.from, 'from', tell), logAt(options.to, 'to', tell)]
      if (from.name === to.name) throw new WrongCall('--from and --to are the same store.')
      const { events, head, last } = await run({ from, to, tell })
      if (json) return print(JSON.stringify({ from: from.name, to: to.name, events, last, head }, null, 2))
      print(`${to.name} has the ${events} events of ${from.name}, in the same order.`)
      print(`Hash chain ${head}`)
      for (const line of alongWith(from, to)) print(line)
    })
}
