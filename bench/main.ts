import { cpus, loadavg } from 'node:os'
import { Command, InvalidArgumentError } from 'commander'
import { removeFolders } from './client/folders.js'
import type { Options, Row } from './report/row.js'
import { jsonOf, tableOf } from './report/table.js'
import { targets } from './targets/index.js'

const whole = (text: string): number => {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('It must be a whole number from 1.')
  return Number(text)
}

const nameOf = (text: string, before: readonly string[] | undefined): string[] => {
  if (!(text in targets)) throw new InvalidArgumentError(`It must be one of ${Object.keys(targets).join(', ')}.`)
  return [...(before ?? []), text]
}

interface Chosen {
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

const program = new Command('bench')
  .description('Measures what the product does beside what its parts do bare, in one run.')
  .argument('[names...]', `what to measure: ${Object.keys(targets).join(', ')}; all where none is named`, nameOf)
  .option('--json', 'print one JSON object instead of a table')
  .option('--seconds <seconds>', 'about how long each load runs', whole, 12)
  .option('--messages <number>', 'messages of the long log', whole, 1_000_000)
  .action(async (names: readonly string[] | undefined, { json, seconds, messages }: Chosen) => {
    const options: Options = { seconds, messages, progress }
    const rows: Row[] = []
    progress(machine())
    try {
      for (const name of names?.length ? names : Object.keys(targets)) rows.push(...(await measure(name, options)))
    } finally {
      await removeFolders()
    }
    console.log(json ? JSON.stringify({ machine: machine(), ...jsonOf(rows) }) : `${tableOf(rows)}\n${machine()}`)
  })

await program.parseAsync()
process.exit()
