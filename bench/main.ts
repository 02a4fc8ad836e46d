import { cpus, loadavg } from 'node:os'
import { Command, InvalidArgumentError } from 'commander'
import { removeFolders } from './client/folders.js'
import type { Options, Row } from './report/row.js'
import { jsonOf, tableOf } from './report/table.js'
import { onStores, targets } from './targets/index.js'
import { dropDatabases, isEmbedded, shown, storesOf, type Stores } from './world/stores.js'

const whole = (text: string): number => {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('It must be a whole number from 1.')
  return Number(text)
}

const nameOf = (text: string, before: readonly string[] | undefined): string[] => {
  if (!(text in targets)) throw new InvalidArgumentError(`It must be one of ${Object.keys(targets).join(', ')}.`)
  return [...(before ?? []), text]
}

const addresses = (text: string): Stores => {
  try {
    return storesOf(text)
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message)
  }
}

interface Chosen {
  readonly stores?: Stores
  readonly json?: true
  readonly seconds: number
  readonly messages: number
}

const progress = (sentence: string): void => void process.stderr.write(`${sentence}\n`)

/** Where it was measured: without that a number says little. */
const machine = (): string => `Node ${process.version}, ${cpus().length} cores, load ${loadavg()[0]?.toFixed(1) ?? ''}`

/** One that fails is told, and does not take the others with it. */
const measure = async (name: string, options: Options): Promise<readonly Row[]> => {
  try {
    return (await targets[name]?.(options)) ?? []
  } catch (error) {
    progress(`${name} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
    process.exitCode = 1
    return []
  }
}

/** Ends the program where a target is measured on embedded stores only. */
const toMeasure = (names: readonly string[] = [], stores: Stores): readonly string[] => {
  const all = isEmbedded(stores) ? Object.keys(targets) : onStores
  const wrong = names.find((name) => !all.includes(name))
  if (wrong !== undefined)
    program.error(`${wrong} is measured on embedded stores only, not with --stores.`, { exitCode: 2 })
  return names.length > 0 ? names : all
}

const program: Command = new Command('bench')
  .description('Measures what the product does beside what its parts do bare, in one run.')
  .argument('[names...]', `what to measure: ${Object.keys(targets).join(', ')}; all where none is named`, nameOf)
  .option('--json', 'print one JSON object instead of a table')
  .option('--seconds <seconds>', 'about how long each load runs', whole, 12)
  .option(
    '--stores <addresses>',
    'measure on these: an esdb:// and a mongodb:// address with a comma between, or one of them (the other is embedded); ' +
      `for ${onStores.join(', ')}. Events are added to the log in EventStoreDB for good; databases in MongoDB are new and dropped at the end`,
    addresses,
  )
  .option('--messages <number>', 'messages of the long log', whole, 1_000_000)
  .action(async (names: readonly string[] | undefined, { json, stores = {}, ...loads }: Chosen) => {
    const options: Options = { ...loads, stores, progress }
    const chosen = toMeasure(names, stores)
    const where = isEmbedded(stores) ? machine() : `${machine()}, on ${shown(stores)}`
    const rows: Row[] = []
    progress(where)
    try {
      for (const name of chosen) rows.push(...(await measure(name, options)))
    } finally {
      await removeFolders()
      await dropDatabases()
    }
    console.log(json ? JSON.stringify({ machine: where, ...jsonOf(rows) }) : `${tableOf(rows)}\n${where}`)
  })

await program.parseAsync()
process.exit()
