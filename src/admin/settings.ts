import { settingsSchema } from '../settings.js'
import { tableOf } from './table.js'
import type { Verb } from './verb.js'

interface Described {
  readonly name: string
  readonly default: string
  readonly meaning: string
}

export const describedSettings = (): readonly Described[] =>
  Object.entries(settingsSchema.shape).map(([name, schema]) => {
    const { description = '', shown } = (schema.meta() ?? {}) as { description?: string; shown?: string }
    const byDefault = (schema.safeParse(undefined).data ?? 'none') as string | number
    return { name, default: String(shown ?? byDefault), meaning: description }
  })

/** `settings`: every setting with its default and its meaning (`product.md 2`). */
export const settingsVerb: Verb = (program, { print }) => {
  program
    .command('settings')
    .description('print every setting with its default and its meaning')
    .option('--json', 'for scripts')
    .action(({ json }: { json?: true }) => {
      const rows = describedSettings()
      if (json) return print(JSON.stringify(rows, null, 2))
      const columns = [
        ['SETTING', 24],
        ['DEFAULT', 26],
        ['MEANING', 50],
      ] as const
      print(
        tableOf(
          columns,
          rows.map((row) => [row.name, row.default, row.meaning]),
          true,
        ),
      )
    })
}
