import { pino, type Logger } from 'pino'
import type { Settings } from '../settings.js'

export type { Logger }

/** JSON lines on stdout. Nobody hands it bodies, headers, tokens or numbers of people (G12). */
export const createLogger = (level: Settings['LOG_LEVEL']): Logger =>
  pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime })
