import { randomInt } from 'node:crypto'
import { Rejection } from '../domain/decision.js'
import type { Id } from '../domain/ids.js'
import * as Phone from '../domain/phone.js'
import type { Context } from './context.js'
import { newId, perform } from './perform.js'

const DRAWS = 10
const NUMBERS = 1_000_000_000

/** Of a request with an Idempotency-Key always the same ones, so that its repeat needs no other mark. */
const numberOf = (context: Context, draw: number): number =>
  context.key === undefined ? randomInt(NUMBERS) : Number(newId(context, `mark ${draw}`)) % NUMBERS

/** Draws a free number of nine digits that people find the room or user by (`behaviour.md 5.1`). */
export const drawMark = async (context: Context, kind: 'user' | 'room', owner: Id): Promise<string> => {
  for (let draw = 0; draw < DRAWS; draw++) {
    const markId = String(numberOf(context, draw)).padStart(9, '0')
    const stream = Phone.markStream(markId)
    try {
      await perform(context, { key: stream, stream, aggregate: Phone, decide: () => Phone.reserveMark(kind, owner) })
      return markId
    } catch (error) {
      if (!(error instanceof Rejection && error.reason === 'already-registered')) throw error
    }
  }
  throw new Rejection('network')
}
