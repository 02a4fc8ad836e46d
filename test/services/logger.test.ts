import { expect, test } from 'vitest'
import { createLogger } from '../../src/services/logger.js'

const logged = (error: unknown): Record<string, Record<string, unknown>> => {
  let line = ''
  createLogger('trace', { write: (text) => (line = text) }).error({ err: error }, 'it failed')
  return JSON.parse(line) as Record<string, Record<string, unknown>>
}

test('of an error the log tells what it is and where, not what came in or was stored', () => {
  const cause = Object.assign(new Error('the cause'), { writeErrors: [{ op: { secret: 'hash' } }] })
  const error = Object.assign(new TypeError('no packet', { cause }), { code: 'HPE', rawPacket: Buffer.from('token') })
  const { err } = logged(error)
  expect(err).toEqual({
    type: 'TypeError',
    message: 'no packet',
    stack: error.stack,
    code: 'HPE',
    cause: { type: 'Error', message: 'the cause', stack: cause.stack },
  })
})

test('what is thrown and is no error is not told', () => {
  expect(logged({ password: 'x' })['err']).toEqual({ message: 'object' })
})
