import { ofFriends } from './access-matrix.friends.js'
import { ofGroups } from './access-matrix.groups.js'
import { ofRemovals } from './access-matrix.removals.js'
import { ofRooms } from './access-matrix.rooms.js'
import { frames } from './access-matrix.frames.js'
import type { Row, Table } from './access-matrix.rows.js'
import { names } from './access-matrix.rows.js'
import { ofUsers } from './access-matrix.users.js'

const cellOf = (text: string): number | undefined => (text === '–' ? undefined : Number(text))

const rowOf = (line: string, { plays }: Table): Row => {
  const [name = '', cells = ''] = line.split('|').map((part) => part.trim())
  const codes = cells.split(/ +/).map(cellOf)
  const play = plays[name]
  if (!play || codes.length !== names.length || codes.includes(NaN)) throw new Error(`no row: ${line}`)
  const [call = ''] = name.split(',')
  return { name, call, play, codes: Object.fromEntries(names.map((who, at) => [who, codes[at]])) as Row['codes'] }
}

const rowsOf = (table: Table): readonly Row[] => {
  const [heads = '', ...lines] = table.text.trim().split('\n')
  if (heads.replace(/ +/g, ' ') !== `call | ${names.join(' ')}`) throw new Error(`other columns: ${heads}`)
  const rows = lines.map((line) => rowOf(line, table))
  if (rows.length !== Object.keys(table.plays).length) throw new Error(`as many lines as plays: ${rows.length}`)
  return rows
}

/** The calls by chapter. */
export const chapters: readonly { readonly title: string; readonly rows: readonly Row[] }[] = [
  { title: 'Users', rows: rowsOf(ofUsers) },
  { title: 'Rooms', rows: rowsOf(ofRooms) },
  { title: 'Friends', rows: rowsOf(ofFriends) },
  { title: 'Chat rooms', rows: rowsOf(ofGroups) },
  { title: 'Recall and deletion', rows: rowsOf(ofRemovals) },
  { title: 'The socket', rows: rowsOf(frames) },
]
