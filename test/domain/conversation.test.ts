import { describe, expect, test } from 'vitest'
import * as Conversation from '../../src/domain/conversation.js'
import type { EventOf } from '../../src/domain/events.js'
import { given, happened } from '../support/specification.js'

const conversation = 'room_1'
const next = (after: string) => String(Number(after) + 1)
const plain = { conversation, msgId: 'm', sender: '10', kind: 1 as const, content: { content: 'hi' } }
const said = (logId: string, ordinal: number, more: Partial<Conversation.Message> = {}) =>
  happened('MessageSent', { ...plain, ...more, logId, ordinal })
const notice = { kind: 6 as const, notice: { type: 5 as const, operator: '10' }, msgId: 'cause#0', content: {} }

describe('send', () => {
  test('counts from 1, under a logId above the last', () => {
    given(Conversation).when(Conversation.send(plain, next)).then(said('1', 1))
    given(Conversation, said('7', 4, { msgId: 'before' }))
      .when(Conversation.send(plain, next))
      .then(said('8', 5))
  })
  test('the same again is nothing; one without a msgId is always new', () => {
    given(Conversation, said('7', 1)).when(Conversation.send(plain, next)).then()
    const nameless = { ...plain, msgId: '' }
    given(Conversation, said('7', 1, nameless))
      .when(Conversation.send(nameless, next))
      .then(said('8', 2, nameless))
  })
  test('a msgId is of its sender', () =>
    given(Conversation, said('7', 1))
      .when(Conversation.send({ ...plain, sender: '20' }, next))
      .then(said('8', 2, { sender: '20' })))
  test('a notice is not counted', () => {
    given(Conversation, said('7', 4, { msgId: 'before' }))
      .when(Conversation.send({ ...plain, ...notice }, next))
      .then(said('8', 4, notice))
  })
  test('a notice is said once, and what a member says under its msgId does not hold it back', () => {
    given(Conversation, said('7', 4, notice))
      .when(Conversation.send({ ...plain, ...notice }, next))
      .then()
    given(Conversation, said('7', 4, { msgId: notice.msgId }))
      .when(Conversation.send({ ...plain, ...notice }, next))
      .then(said('8', 4, notice))
  })
})

test('a conversation read from its end goes on where its last event says', () => {
  const removed = (type: 'MessageRecalled' | 'MessageDeleted'): EventOf<'MessageRecalled' | 'MessageDeleted'> =>
    happened(type, {
      conversation,
      logId: '3',
      msgId: 'x',
      ordinal: 2,
      sender: '10',
      by: '10',
      lastLogId: '9',
      lastOrdinal: 5,
    })
  for (const event of [removed('MessageRecalled'), removed('MessageDeleted')])
    given(Conversation, event).when(Conversation.send(plain, next)).then(said('10', 6))
})

test('what is said is forgotten in halves: the second time it is called, the first is gone', () => {
  const { state } = given(Conversation, said('1', 1))
  const key = Conversation.messageKey({ ...plain, logId: '' })
  Conversation.forget(state)
  Conversation.evolve(state, said('2', 2, { msgId: 'later' }))
  expect(Conversation.known(state, key)).toBe('1')
  Conversation.forget(state)
  expect(Conversation.known(state, key)).toBeUndefined()
  expect(Conversation.known(state, '10/later')).toBe('2')
})
