import type { Options, Row } from '../report/row.js'
import { fanout } from './fanout.js'
import { send } from './send.js'

/** By name, in the order of the table. */
export const targets: Readonly<Record<string, (options: Options) => Promise<readonly Row[]>>> = { send, fanout }
