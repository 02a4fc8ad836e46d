import { describe, test } from 'vitest'
import * as Conversation from '../../src/domain/conversation.js'
import * as Removal from '../../src/domain/removal.js'
import { aRoom, dissolved, manager, member, other, owner, stranger } from '../support/a-room.js'
import { given, happened } from '../support/specification.js'

const MINUTE = 60_000
const at = 1_800_000_000_000
const conversation = 'room_1'
const plain = { conversation, logId: '7', msgId: 'm', ordinal: 3, kind: 1 as const, content: { content: 'hi' }, at }
const told = (sender: string, more: Partial<Removal.Told> = {}): Removal.Told => ({ ...plain, sender, ...more })
const last = happened('MessageSent', { ...plain, sender: owner, logId: '9', msgId: 'last', ordinal: 5 })
const talk = given(Conversation, last)

const goes = (sender: string, by: string) => ({
  conversation,
  logId: '7',
  msgId: 'm',
  ordinal: 3,
  sender,
  by,
  lastLogId: '9',
  lastOrdinal: 5,
})
const recalled = (sender: string, by: string, level: 1 | 2 | 3) =>
  happened('MessageRecalled', { ...goes(sender, by), level })

const removing = (by: string, message: Removal.Told) => ({ message, by, wasGone: false })
const recall = (by: string, message: Removal.Told, after = 10 * MINUTE, room = aRoom().state) =>
  talk.when(Removal.recallInRoom(room, removing(by, message), at + after))

describe('a recall in a room', () => {
  test('of one’s own: within 10 minutes, managers and the owner any time', () => {
    recall(member, told(member)).then(recalled(member, member, 1))
    recall(member, told(member), 10 * MINUTE + 1).refused('too-old-to-recall')
    recall(manager, told(manager), 1000 * MINUTE).then(recalled(manager, manager, 2))
    recall(owner, told(owner), 1000 * MINUTE).then(recalled(owner, owner, 3))
  })
  test('of others: by managers, of strictly lower members, any time', () => {
    recall(member, told(other)).refused('may-not-delete')
    recall(manager, told(other), 1000 * MINUTE).then(recalled(other, manager, 2))
    recall(manager, told(stranger)).then(recalled(stranger, manager, 2))
    recall(manager, told(owner)).refused('not-allowed')
    recall(owner, told(manager), 1000 * MINUTE).then(recalled(manager, owner, 3))
  })
  test('of an announcement: by any manager', () => {
    recall(manager, told(owner, { kind: 0 })).then(recalled(owner, manager, 2))
    recall(member, told(owner, { kind: 0 })).refused('may-not-delete')
  })
  test('by who is in the room no more: his own', () => {
    recall(stranger, told(stranger)).then(recalled(stranger, stranger, 1))
    recall(stranger, told(stranger), 11 * MINUTE).refused('too-old-to-recall')
    recall(stranger, told(member)).refused('not-a-member')
  })
  test('of red packets and notices: never', () => {
    recall(owner, told(owner, { kind: 4 })).refused('may-not-delete')
    recall(owner, told(owner, { kind: 6, notice: { type: 5, operator: owner } })).refused('may-not-delete')
  })
  test('in a dissolved room: never', () =>
    recall(member, told(member), 0, aRoom(dissolved).state).refused('no-such-room'))
})

describe('a recall between friends', () => {
  const from = (by: string, message: Removal.Told, after = 0) =>
    talk.when(Removal.recallFromFriend(removing(by, message), at + after))
  test('is of one’s own, within 10 minutes', () => {
    from(member, told(member), 10 * MINUTE).then(recalled(member, member, 1))
    from(member, told(member), 10 * MINUTE + 1).refused('too-old-to-recall')
    from(other, told(member)).refused('may-not-delete')
    from(member, told(member, { kind: 4 })).refused('may-not-delete')
  })
})

describe('a deletion', () => {
  const remove = (by: string, message: Removal.Told) => talk.when(Removal.remove(removing(by, message)))
  test('is of one’s own, at any age', () => {
    remove(member, told(member)).then(happened('MessageDeleted', goes(member, member)))
    remove(owner, told(member)).refused('may-not-delete')
    remove(member, told(member, { kind: 4 })).refused('may-not-delete')
  })
})

describe('what has gone already', () => {
  const deleted = happened('MessageDeleted', goes(member, member))
  const late = at + 1000 * MINUTE
  test.each([
    ['as the conversation knows', given(Conversation, last, deleted), false],
    ['as the read models knew', talk, true],
  ])('is nothing, at any age, %s', (_, then, wasGone) => {
    const again = { message: told(member), by: member, wasGone }
    then.when(Removal.remove(again)).then()
    then.when(Removal.recallInRoom(aRoom().state, again, late)).then()
    then.when(Removal.recallFromFriend(again, late)).then()
  })
  test('is still not to be touched by others', () =>
    given(Conversation, last, deleted)
      .when(Removal.remove({ message: told(member), by: other, wasGone: true }))
      .refused('may-not-delete'))
})
