import { pino, type DestinationStream, type Logger } from 'pino'
import type { Settings } from '../settings.js'

export type { Logger }

/** Of an error only this: what else libraries hang on theirs are packets as they came in, and documents (G12). */
const told = (error: unknown): object => {
  if (!(error instanceof Error)) return { message: typeof error }
  const { name, message, stack, cause } = error
  const code = 'code' in error ? { code: String(error.code) } : {}
  return { type: name, message, stack, ...code, ...(cause === undefined ? {} : { cause: told(cause) }) }
}

/** JSON lines, on stdout unless told elsewhere. Nobody hands it bodies, headers, tokens or numbers of people (G12). */
export const createLogger = (level: Settings['LOG_LEVEL'], to?: DestinationStream): Logger =>
  pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime, serializers: { err: told } }, to)
