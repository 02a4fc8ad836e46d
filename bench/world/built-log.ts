import { inSubprocess } from '../client/subprocess.js'
import type { Built } from '../load/build.js'
import type { LongLog } from './worlds.js'
import { longLog } from './worlds.js'

/** A long log with its read models, and how long it took to build them. */
export interface BuiltLog {
  readonly log: LongLog
  readonly built: Built
}

const made = new Map<number, Promise<BuiltLog>>()

const make = async (messages: number, progress: (sentence: string) => void): Promise<BuiltLog> => {
  progress(`a log of ${messages} messages is written`)
  const log = await longLog(messages, progress)
  progress(`${log.events} events are written in ${log.seconds.toFixed(0)} s; read models are built`)
  const built = await inSubprocess<Built>('load/build.ts', 'build', { folder: log.folder, events: log.events })
  progress(`${built.written} documents are written in ${built.seconds.toFixed(0)} s`)
  return { log, built }
}

/** Made once per run and number of messages. */
export const builtLog = (messages: number, progress: (sentence: string) => void): Promise<BuiltLog> => {
  const known = made.get(messages) ?? make(messages, progress)
  made.set(messages, known)
  return known
}
