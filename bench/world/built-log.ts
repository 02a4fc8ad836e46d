import type { Options } from '../report/row.js'
import { settle, type Settled } from './settle.js'
import type { LongLog } from './worlds.js'
import { longLog } from './worlds.js'

/** A long log with its read models, and how long it took to build them. */
export interface BuiltLog extends Settled {
  readonly log: LongLog
}

const made = new Map<number, Promise<BuiltLog>>()

const make = async (messages: number, { progress, stores }: Options): Promise<BuiltLog> => {
  progress(`a log of ${messages} messages is written`)
  const log = await longLog(messages, progress)
  progress(`${log.events} events are written in ${log.seconds.toFixed(0)} s; read models are built`)
  const settled = await settle(log.folder, log.events, stores)
  const { built } = settled
  progress(`read models of ${built.events} events are built in ${built.seconds.toFixed(0)} s`)
  return { log, ...settled }
}

/** Made once per run and number of messages. */
export const builtLog = (messages: number, options: Options): Promise<BuiltLog> => {
  const known = made.get(messages) ?? make(messages, options)
  made.set(messages, known)
  return known
}
