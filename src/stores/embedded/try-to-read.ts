import { statSync } from 'node:fs'
import { join } from 'node:path'
import { open, type Database } from 'lmdb'
import { DAMAGED } from './damage.js'

/** Entries read at each end of each database: enough to walk its outer pages, and bounded however large it is. */
const ENTRIES = 1000

/** Pages that a commit gave back before it ended are never written, so a sound file may be a little short. */
const SLACK_PAGES = 64

// Run by damage.ts as a process of its own: reading a damaged file may end it with a signal.
const path = process.argv[2]!
try {
  const root = open({ path, noSubdir: false, maxDbs: 512, readOnly: true, encoding: 'binary' })
  readEnds(root)
  const { lastPageNumber, pageSize } = root.getStats() as { readonly lastPageNumber: number; readonly pageSize: number }
  const pages = statSync(join(path, 'data.mdb')).size / pageSize
  if (pages + SLACK_PAGES < lastPageNumber + 1) throw new Error('the file is too short')
  for (const name of [...root.getKeys()]) {
    readEnds(root.openDB(name as string, { encoding: 'binary', keyEncoding: 'binary' }))
  }
} catch {
  process.exitCode = DAMAGED
}

function readEnds(database: Database): void {
  const everything = { start: Buffer.of(0), end: Buffer.of(0xff), limit: ENTRIES }
  for (const _ of database.getRange(everything)) continue
  for (const _ of database.getRange({ start: everything.end, end: everything.start, limit: ENTRIES, reverse: true }))
    continue
}
