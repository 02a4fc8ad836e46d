import { inSubprocess } from '../client/subprocess.js'
import type { Built, Order } from '../load/build.js'
import type { Goal, Options, Row } from '../report/row.js'
import { share } from '../report/row.js'
import { builtLog, type BuiltLog } from '../world/built-log.js'

const PER_SECOND = 50_000

const speed = ({ events, seconds }: Built): number => events / seconds

const readOnly = ({ log: { folder, events }, stores }: BuiltLog): Promise<Built> =>
  inSubprocess<Built>('load/build.ts', 'read', { folder, events, stores } satisfies Order)

const embedded = ({ built }: BuiltLog, read: number): Partial<Row> & Pick<Row, 'goals'> => ({
  baseline: read,
  baselineIs: 'reading and decoding the same log',
  goals: built.written > 0 ? [{ text: '≥ 50,000 events/s', actual: speed(built), atLeast: PER_SECOND }] : [],
  ...(built.written > 0 && {
    notes: { 'documents written': built.written, 'documents/s': built.written / built.seconds },
  }),
})

const onEventStoreDb = async (
  { built, stores }: BuiltLog,
  read: number,
): Promise<Partial<Row> & Pick<Row, 'goals'>> => {
  const order = { address: stores.events, events: built.events }
  const catchUp = speed(await inSubprocess<Built>('baseline/catch-up.ts', 'catch up', order))
  // how fast a MongoDB server writes is not the product's to reach
  const goals: readonly Goal[] = stores.documents === undefined ? [share(speed(built), catchUp, 50)] : []
  const notes = { 'events/s only read': read, '% of the baseline only read': (read / catchUp) * 100 }
  return { baseline: catchUp, baselineIs: "a catch-up of EventStoreDB's own client", goals, notes }
}

/** All read models from a long log, as the main job writes it. */
export const rebuild = async (options: Options): Promise<readonly Row[]> => {
  const found = await builtLog(options.messages, options)
  options.progress('rebuild: the same log is only read')
  const read = speed(await readOnly(found))
  const beside = found.stores.events === undefined ? embedded(found, read) : await onEventStoreDb(found, read)
  const { built } = found
  return [{ name: 'rebuild', unit: 'events/s', ours: speed(built), n: built.events, seconds: built.seconds, ...beside }]
}
