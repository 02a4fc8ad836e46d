import Table from 'cli-table3'
import type { Row } from './row.js'
import { verdict } from './row.js'

const digits = (value: number): string => {
  if (value >= 100) return Math.round(value).toLocaleString('en-US')
  return value.toFixed(value >= 10 ? 1 : 2)
}

const ratioOf = ({ ours, baseline }: Row): string =>
  baseline === undefined ? '–' : `${((ours / baseline) * 100).toFixed(0)} %`

const notesOf = ({ notes = {}, baselineIs }: Row): string =>
  [
    ...Object.entries(notes).map(([name, value]) => `${name} ${typeof value === 'number' ? digits(value) : value}`),
    ...(baselineIs === undefined ? [] : [`baseline: ${baselineIs}`]),
  ].join('\n')

/** All rows as one table for people. */
export const tableOf = (rows: readonly Row[]): string => {
  const table = new Table({
    head: ['name', 'ours', 'baseline', 'ratio', 'goal', '', 'n', 's', 'beside'],
    style: { head: [], border: [] },
    colWidths: [null, null, null, null, 30, 15, null, null, 44],
    wordWrap: true,
  })
  for (const row of rows)
    table.push([
      row.name,
      `${digits(row.ours)} ${row.unit}`,
      row.baseline === undefined ? '–' : digits(row.baseline),
      ratioOf(row),
      row.goals.map(({ text }) => text).join('\n'),
      row.goals.map(verdict).join('\n'),
      row.n.toLocaleString('en-US'),
      row.seconds.toFixed(1),
      notesOf(row),
    ])
  return table.toString()
}

/** All rows as one object, by name. */
export const jsonOf = (rows: readonly Row[]): object =>
  Object.fromEntries(
    rows.map(({ name, goals, ...row }) => [
      name,
      {
        ...row,
        ratio: row.baseline === undefined ? undefined : row.ours / row.baseline,
        goals: goals.map((goal) => ({ ...goal, verdict: verdict(goal) })),
      },
    ]),
  )
