import Table from 'cli-table3'

/** A column: its title and its width, space included. All of a table's widths add up to 100 at most. */
export type Column = readonly [title: string, width: number]

const none = Object.fromEntries(
  'top top-mid top-left top-right bottom bottom-mid bottom-left bottom-right left left-mid mid mid-mid right right-mid'
    .split(' ')
    .map((place) => [place, '']),
)

/** Rows under titles, for people: at most 100 columns wide; `wrap` breaks what is too long, else it is cut. */
export const tableOf = (columns: readonly Column[], rows: readonly (readonly string[])[], wrap = false): string => {
  const table = new Table({
    head: columns.map(([title]) => title),
    colWidths: columns.map(([, width]) => width),
    chars: { ...none, middle: '' },
    style: { head: [], border: [], compact: true, 'padding-left': 0, 'padding-right': 2 },
    wordWrap: wrap,
  })
  for (const row of rows) table.push([...row])
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
}
