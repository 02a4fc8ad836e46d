import { inSubprocess } from '../client/subprocess.js'
import type { Built } from '../load/build.js'
import type { Options, Row } from '../report/row.js'
import { builtLog } from '../world/built-log.js'

const PER_SECOND = 50_000

/** All read models from a long log, as the main job writes it. */
export const rebuild = async ({ messages, progress }: Options): Promise<readonly Row[]> => {
  const { log, built } = await builtLog(messages, progress)
  progress('rebuild: the same log is only read')
  const read = await inSubprocess<Built>('load/build.ts', 'read', { folder: log.folder, events: log.events })
  const ours = built.events / built.seconds
  return [
    {
      name: 'rebuild',
      unit: 'events/s',
      ours,
      baseline: read.events / read.seconds,
      baselineIs: 'reading and decoding the same log',
      goals: [{ text: '≥ 50,000 events/s', actual: ours, atLeast: PER_SECOND }],
      n: built.events,
      seconds: built.seconds,
      notes: { 'documents written': built.written, 'documents/s': built.written / built.seconds },
    },
  ]
}
