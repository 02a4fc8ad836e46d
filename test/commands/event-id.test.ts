import fc from 'fast-check'
import { v5 } from 'uuid'
import { expect, it } from 'vitest'
import { eventId } from '../../src/commands/event-id.js'

const NAMESPACE = '6f0f8f1c-9c6b-4d0e-9a57-3f4f5b0c2d11'

it('an event id is the UUID of version 5 of stream, command and index', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string(), fc.nat(500), (stream, command, index) => {
      expect(eventId(stream, command, index)).toBe(v5(`${stream}\n${command}\n${index}`, NAMESPACE))
    }),
  )
})
